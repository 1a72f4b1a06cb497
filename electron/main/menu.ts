// The menu is never seen: it carries the standard shortcuts for editing and zoom.
import { app, Menu } from 'electron';

export function installShortcuts(): void {
  const development: Electron.MenuItemConstructorOptions[] = app.isPackaged
    ? []
    : [{ role: 'reload' }, { role: 'toggleDevTools' }];
  const zoom: Electron.MenuItemConstructorOptions[] = [
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { role: 'togglefullscreen' },
  ];
  const view: Electron.MenuItemConstructorOptions = { label: 'View', submenu: [...zoom, ...development] };
  Menu.setApplicationMenu(Menu.buildFromTemplate([{ role: 'editMenu' }, view]));
}
