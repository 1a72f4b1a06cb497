// What the page may ask of its host, answered only for the top frame of the app's own page.
import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import {
  app,
  type BrowserWindow,
  dialog,
  type IpcMainEvent,
  type IpcMainInvokeEvent,
  ipcMain,
} from 'electron';
import { changesExtension, type FileKind, type HostInfo } from '../../shared/contract/window-host.ts';
import type { CoreProcess } from './core-process.ts';
import { appOrigin } from './page-file.ts';

/** Larger than any list of rejected rows, smaller than what would hold up this process. */
const longestText = 64 * 1024 * 1024;

type CoreRequests = Pick<CoreProcess, 'give' | 'restart'>;

export function answerPage(window: BrowserWindow, core: CoreRequests, dataDir: string): void {
  const isOwnPage = (event: IpcMainEvent | IpcMainInvokeEvent) =>
    event.senderFrame !== null &&
    event.senderFrame === window.webContents.mainFrame &&
    event.senderFrame.origin === appOrigin;

  ipcMain.on('host-info', (event) => {
    event.returnValue = isOwnPage(event) ? hostInfo(dataDir) : null;
  });
  ipcMain.on('restart-core', (event) => {
    if (isOwnPage(event)) core.restart();
  });
  // The preload sends the path of a file that the person dropped; the page cannot make one up.
  ipcMain.on('file-dropped', (event, path: unknown) => {
    if (isOwnPage(event) && typeof path === 'string' && path !== '') core.give(path, 'read');
  });
  ipcMain.handle('choose-file', async (event, kind: unknown) => {
    const path = isOwnPage(event) ? await chooseFile(window, kind) : null;
    if (path !== null) core.give(path, 'read');
    return path;
  });
  ipcMain.handle('choose-target', async (event, suggestedName: unknown) => {
    const path = isOwnPage(event) ? await chooseTarget(window, suggestedName) : null;
    if (path !== null) core.give(path, 'write');
    return path;
  });
  ipcMain.handle('save-text', (event, suggestedName: unknown, text: unknown) =>
    isOwnPage(event) ? saveText(window, suggestedName, text) : null,
  );
}

function hostInfo(dataDir: string): HostInfo {
  // A Linux without a language calls itself "C"; the app's first language is Persian.
  const locale = app.getPreferredSystemLanguages().find((language) => language.length > 1) ?? 'fa';
  return { platform: process.platform, version: app.getVersion(), locale, dataDir };
}

const filtersByKind: Readonly<Record<FileKind, Electron.FileFilter[]>> = {
  table: [{ name: 'CSV, XLSX', extensions: ['csv', 'xlsx', 'txt'] }],
  changes: [{ name: 'Paydar', extensions: [changesExtension] }],
  any: [],
};

async function chooseFile(window: BrowserWindow, kind: unknown): Promise<string | null> {
  const filters = filtersByKind[kind === 'changes' || kind === 'any' ? kind : 'table'];
  const { canceled, filePaths } = await dialog.showOpenDialog(window, { properties: ['openFile'], filters });
  return canceled ? null : (filePaths[0] ?? null);
}

/** Where to save, as the person chose it in the system's dialog; null when they cancelled. */
async function chooseTarget(window: BrowserWindow, suggestedName: unknown): Promise<string | null> {
  if (typeof suggestedName !== 'string') return null;
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    defaultPath: basename(suggestedName),
  });
  return canceled || !filePath ? null : filePath;
}

async function saveText(
  window: BrowserWindow,
  suggestedName: unknown,
  text: unknown,
): Promise<string | null> {
  if (typeof text !== 'string' || text.length > longestText) return null;
  const filePath = await chooseTarget(window, suggestedName);
  if (filePath === null) return null;
  await writeFile(filePath, text, 'utf8');
  return filePath;
}
