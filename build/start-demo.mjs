// `npm start -- --demo [--data DIR]`: a sample call centre on this PC: a headless hub and two desks,
// their windows side by side. The folder is remembered: the next demo goes on where this one ended.
//
// The sample itself comes from dist/tools/demo.mjs (test/demo), asked as `--prepare DIR`. It fills DIR
// when it is empty, leaves it alone otherwise, and prints as its last line of stdout
//   {"hub":{"args":["--data","DIR/hub",...]},
//    "desks":[{"args":["--data","DIR/desk-1",...]},{"args":["--data","DIR/desk-2",...]}],
//    "signIn":[{"name":"...","password":"..."}]}
// where hub.args is the command line of dist/hub/main.mjs and desks[n].args that of the window.
import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { openDesk } from './open-desk.mjs';
import { root, userCache } from './paths.mjs';
import { Stop, say, step } from './report.mjs';

export async function startDemo(executable, args, env) {
  const at = args.indexOf('--data');
  const named = at >= 0 ? args[at + 1] : join(userCache, 'demo');
  if (!named) throw new Stop('--data needs a folder.');
  const dir = resolve(process.env.INIT_CWD ?? root, named);
  let sample;
  await step(`Preparing the sample call centre in ${dir}`, async () => {
    sample = await askForSample(executable, dir);
  });
  const hub = await startHub(executable, sample.hub.args);
  for (const { name, password } of sample.signIn ?? []) say(`Sign in as ${name} with password ${password}`);
  const sides = ['left', 'right'];
  const desks = sample.desks.map((desk, index) =>
    openDesk(executable, [...desk.args, '--window-half', sides[index] ?? 'left'], { env }),
  );
  const codes = await Promise.all(desks);
  await hub.stop();
  return Math.max(...codes);
}

/** A JSON line on stdout is how both the sample and the hub say that they are ready. */
function startProgram(executable, file, args) {
  const child = spawn(executable, [join(root, file), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', PAYDAR_ELECTRON_PATH: executable },
  });
  const lines = createInterface({ input: child.stdout });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  return { child, lines, exited };
}

async function askForSample(executable, dir) {
  const { lines, exited } = startProgram(executable, 'dist/tools/demo.mjs', ['--prepare', dir]);
  let answer;
  lines.on('line', (line) => {
    if (line.startsWith('{')) answer = line;
  });
  const code = await exited;
  if (code !== 0 || !answer)
    throw new Stop(`The sample could not be prepared (exit code ${code}); see above.`);
  return JSON.parse(answer);
}

async function startHub(executable, args) {
  const { child, lines, exited } = startProgram(executable, 'dist/hub/main.mjs', args);
  process.once('exit', () => child.kill());
  const { ready, detail } = await new Promise((resolve, reject) => {
    lines.on('line', (line) => line.startsWith('{') && resolve(JSON.parse(line)));
    exited.then((code) => reject(new Stop(`The hub ended with code ${code}; see above.`)));
  });
  if (!ready) throw new Stop(`The hub did not start: ${detail}`);
  say('The hub is ready.');
  return {
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
    },
  };
}
