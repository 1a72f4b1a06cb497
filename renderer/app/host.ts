// The page's one view of its host: what the preload put on the window.
import type { WindowHost } from '../../shared/contract/window-host.ts';

declare global {
  interface Window {
    /** Missing only when the page is opened outside the app, for instance in a plain browser. */
    readonly paydarHost?: WindowHost<File>;
  }
}

/** Stands in where no host is: the page still shows, and says that the core is starting. */
const noHost: WindowHost<File> = {
  info: { platform: 'browser', version: '', locale: 'fa', dataDir: '' },
  pathForFile: () => '',
  onCoreState: (listener) => {
    listener({ state: 'starting' });
    return () => undefined;
  },
  restartCore: () => undefined,
  chooseFile: () => Promise.resolve(null),
  chooseTarget: () => Promise.resolve(null),
  saveText: () => Promise.resolve(null),
};

export const host: WindowHost<File> = window.paydarHost ?? noHost;
