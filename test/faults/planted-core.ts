/** The core without a window, with the fault in it that `PAYDAR_PLANT` names: what checks have to notice. */
import { startCore } from '../../electron/core/start.ts';
import { runHeadless } from '../../electron/hub/run-headless.ts';
import { corePlants, plantedHere } from './harness/plants.ts';

const name = plantedHere();
if (name === null) throw new Error('PAYDAR_PLANT names no fault');
const adapt = corePlants[name];
await runHeadless((options) => startCore({ ...options, adapt }));
