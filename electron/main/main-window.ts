// Makes the desk's window: sandboxed, without Node, unable to leave the app's own pages.
import { join } from 'node:path';
import { BrowserWindow, nativeTheme, type Rectangle, screen } from 'electron';
import { appOrigin } from './page-file.ts';
import { halfOf, minimumSize, readBounds, writeBounds } from './window-bounds.ts';

/** The tokens of the look, so that the first frame is not a flash of white. */
const background = { light: '#f6f7f9', dark: '#14171c' };

export type WindowOptions = {
  readonly preload: string;
  /** Where the window's place is remembered. */
  readonly stateDir: string;
  readonly bounds: Rectangle | undefined;
  readonly half: 'left' | 'right' | undefined;
  readonly onShown: () => void;
};

export function openMainWindow(options: WindowOptions): BrowserWindow {
  const boundsFile = join(options.stateDir, 'bounds.json');
  const workAreas = screen.getAllDisplays().map((display) => display.workArea);
  const remembered = readBounds(boundsFile, workAreas);
  const half = options.half && halfOf(screen.getPrimaryDisplay().workArea, options.half);
  const chosen = options.bounds ?? half;
  const window = new BrowserWindow({
    ...remembered.bounds,
    ...chosen,
    minWidth: minimumSize.width,
    minHeight: minimumSize.height,
    title: 'پایدار',
    backgroundColor: nativeTheme.shouldUseDarkColors ? background.dark : background.light,
    show: false,
    webPreferences: {
      preload: options.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      spellcheck: false,
      navigateOnDragDrop: false,
    },
  });
  window.setMenuBarVisibility(false);
  if (remembered.maximized && !chosen) window.maximize();
  window.once('ready-to-show', () => {
    window.show();
    options.onShown();
  });
  window.on('close', () => writeBounds(boundsFile, window.getNormalBounds(), window.isMaximized()));
  keepInside(window);
  void window.loadURL(`${appOrigin}/`);
  return window;
}

function keepInside(window: BrowserWindow): void {
  const contents = window.webContents;
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.on('render-process-gone', (_event, details) => {
    if (details.reason === 'clean-exit') return;
    console.error(`The page ended (${details.reason}); it is loaded again.`);
    contents.reload();
  });
}
