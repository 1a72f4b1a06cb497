// Hands the page its port to the core and the few things that only the host can do. Nothing of Electron
// or Node is reachable from the page.
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import {
  type CoreState,
  corePortMessage,
  type HostInfo,
  type WindowHost,
} from '../../shared/contract/window-host.ts';

const listeners = new Set<(state: CoreState) => void>();
let coreState: CoreState = { state: 'starting' };

ipcRenderer.on('core-state', (_event, state: CoreState) => {
  coreState = state;
  for (const listener of listeners) listener(state);
});

ipcRenderer.on(corePortMessage, (event) => {
  window.postMessage(corePortMessage, window.location.origin, event.ports);
});

const info: HostInfo = ipcRenderer.sendSync('host-info');

const host: WindowHost<File> = {
  info,
  pathForFile: (file) => {
    const path = webUtils.getPathForFile(file);
    ipcRenderer.send('file-dropped', path);
    return path;
  },
  onCoreState: (listener) => {
    listeners.add(listener);
    listener(coreState);
    return () => listeners.delete(listener);
  },
  restartCore: () => ipcRenderer.send('restart-core'),
  chooseFile: (kind) => ipcRenderer.invoke('choose-file', kind),
  chooseTarget: (suggestedName) => ipcRenderer.invoke('choose-target', suggestedName),
  saveText: (suggestedName, text) => ipcRenderer.invoke('save-text', suggestedName, text),
};

contextBridge.exposeInMainWorld('paydarHost', host);
