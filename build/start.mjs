// `npm start`: installs what is missing, builds what changed, opens the desk. With `--demo`, a sample
// call centre of a hub and two desks.
import './ensure-node.mjs';
import { openDesk } from './open-desk.mjs';
import { prepare } from './prepare.mjs';
import { fail, say } from './report.mjs';
import { startDemo } from './start-demo.mjs';
import { checkStartOptions, usage } from './start-options.mjs';
import { hasDisplay, startVirtualDisplay } from './virtual-display.mjs';

async function start(args) {
  if (checkStartOptions(args)) {
    process.stdout.write(`${usage}\n`);
    return 0;
  }
  const started = Date.now();
  const virtual = !hasDisplay();
  const demo = args.includes('--demo');
  const { executable, description } = await prepare({ virtualDisplay: virtual });
  const env = { PAYDAR_STARTED_AT: String(started) };
  if (virtual) Object.assign(env, await virtualDisplay(demo));
  say(`Opening on ${description}`);
  if (demo)
    return startDemo(
      executable,
      args.filter((arg) => arg !== '--demo'),
      env,
    );
  return openDesk(executable, args, { env });
}

async function virtualDisplay(demo) {
  const display = await startVirtualDisplay(demo ? { width: 2732, height: 768 } : {});
  say(`There is no display here: the window opens on a virtual one, ${display.env.DISPLAY} (Xvfb).`);
  say('Without a window, the same core runs headless: npm run core -- --data DIR');
  return display.env;
}

start(process.argv.slice(2)).then((code) => process.exit(code), fail);
