// Calls electron-builder: `package-app.mjs ELECTRON_DIR ELECTRON_VERSION`. Its own command line does not
// understand being run in Electron as Node.
import { build } from 'electron-builder';
import { root } from './paths.mjs';

const [electronDist, electronVersion] = process.argv.slice(2);

await build({ projectDir: root, dir: true, publish: 'never', config: { electronDist, electronVersion } });
