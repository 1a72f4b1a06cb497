// The page needs no network and, but for copying, no permissions: whatever asks is refused. Data comes over the
// port to the core, which has its own sockets in another process.
import { app, type Session } from 'electron';
import { appOrigin } from './page-file.ts';

/** Chromium's own errands: updates of components, reports, prefetching, name look-ups. Before ready. */
export function silenceChromium(): void {
  const switches = app.commandLine;
  switches.appendSwitch('disable-background-networking');
  switches.appendSwitch('disable-component-update');
  switches.appendSwitch('disable-domain-reliability');
  switches.appendSwitch('disable-sync');
  switches.appendSwitch('no-pings');
  switches.appendSwitch('dns-prefetch-disable');
  switches.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND');
}

/** `devtools:` is the debugger of a development build, `blob:` what the page itself made. */
const ownAddresses = [`${appOrigin}/`, 'devtools://', `blob:${appOrigin}/`, 'data:'];

/** The one permission: a click on a number copies it. Reading the clipboard stays refused. */
const copying = 'clipboard-sanitized-write';

export function isolateSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => answer(permission === copying));
  session.setPermissionCheckHandler((_contents, permission) => permission === copying);
  session.setDevicePermissionHandler(() => false);
  session.setSpellCheckerEnabled(false);
  session.webRequest.onBeforeRequest((details, answer) => {
    answer({ cancel: !ownAddresses.some((address) => details.url.startsWith(address)) });
  });
  session.on('will-download', (event) => event.preventDefault());
}
