import { useEffect, useState } from 'react';
import type { CoreState } from '../../shared/contract/window-host.ts';
import { host } from './host.ts';

/** Whether the core behind this window is starting, ready, or cannot open its data. */
export function useCoreState(): CoreState {
  const [state, setState] = useState<CoreState>({ state: 'starting' });
  useEffect(() => host.onCoreState(setState), []);
  return state;
}
