// What `npm start` understands. A typo must not silently open the real desk.
import { Stop } from './report.mjs';

const withValue = ['--data', '--sync-port', '--discovery', '--peer', '--window-bounds', '--window-half'];
const alone = ['--demo'];

export const usage = `npm start -- [--demo] [--data DIR] [--sync-port N] [--discovery mdns|off] [--peer host:port]
  --demo   a sample call centre: a hub and two desks on this PC
  --data   the data folder of this desk; without it, the one of the person who is signed in here`;

/** @returns {boolean} whether only the usage was asked for. @throws Stop for an option that is not known. */
export function checkStartOptions(args) {
  for (let at = 0; at < args.length; at += 1) {
    const [name, inline] = args[at].split(/=(.*)/s, 2);
    if (name === '--help' || name === '-h') return true;
    if (alone.includes(name)) continue;
    if (!withValue.includes(name)) throw new Stop(`npm start does not know ${args[at]}.\n${usage}`);
    if (inline !== undefined && inline !== '') continue;
    at += 1;
    if (args[at] === undefined || args[at].startsWith('--'))
      throw new Stop(`${name} needs a value.\n${usage}`);
  }
  return false;
}
