import { randomBytes } from 'node:crypto';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { coreArguments, readCoreArguments, readPort } from '../core/host/core-arguments.ts';
import { startCore } from '../core/start.ts';
import { describeStartError } from '../core/start-error.ts';
import { appVersion } from '../core/version.ts';

/**
 * The core without a window, as a hub or as a desk:
 * `--data DIR [--api-port N] [--sync-port N] [--discovery mdns|off] [--peer host:port]...`
 *
 * Prints one JSON line on stdout when it is ready, and stops cleanly on SIGTERM or SIGINT.
 */

const usage =
  'npm run core -- --data DIR [--api-port N] [--sync-port N] [--discovery mdns|off] [--peer host:port]...';

const fail = (detail: string, type: string): never => {
  process.stderr.write(`${detail}\n`);
  process.stdout.write(`${JSON.stringify({ ready: false, error: type, detail })}\n`);
  process.exit(1);
};

const readArguments = () => {
  try {
    const { values } = parseArgs({ options: coreArguments, strict: true });
    const options = readCoreArguments(values);
    if (!options.ok) return fail(`${options.error.detail}\n${usage}`, options.error.type);
    const apiPort = readPort(values['api-port'], 'api-port');
    if (!apiPort.ok) return fail(`${apiPort.error.detail}\n${usage}`, apiPort.error.type);
    return { options: options.value, apiPort: apiPort.value };
  } catch (cause) {
    return fail(`${cause instanceof Error ? cause.message : ''}\n${usage}`, 'argument-unusable');
  }
};

/** Only this PC's own user may read it: whoever has the token can do what the window can. */
const writeToken = (dataDir: string): { token: string; tokenFile: string } => {
  const tokenFile = join(dataDir, 'api-token');
  const token = randomBytes(32).toString('hex');
  writeFileSync(tokenFile, token, { mode: 0o600 });
  chmodSync(tokenFile, 0o600);
  return { token, tokenFile };
};

const { options, apiPort } = readArguments();
const started = await startCore({ ...options, appVersion });
if (!started.ok) fail(describeStartError(started.error), started.error.type);
else {
  const core = started.value;
  let api: { readonly port: number; readonly tokenFile: string } | null = null;
  if (apiPort !== undefined) {
    const { token, tokenFile } = writeToken(options.dataDir);
    const served = await core.serveHttp(apiPort, token);
    if (!served.ok) {
      await core.close();
      fail(describeStartError(served.error), served.error.type);
    } else api = { port: served.value.port, tokenFile };
  }
  // A long beat keeps the process alive while nothing else does.
  const beat = setInterval(() => undefined, 2 ** 30);
  let stopping = false;
  const stop = (): void => {
    // A group of processes gets its signal twice, once from the launcher: the second must not kill.
    if (stopping) return;
    stopping = true;
    clearInterval(beat);
    core.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.stdout.write(
    `${JSON.stringify({
      ready: true,
      deviceCode: core.deviceCode,
      syncPort: core.syncPort,
      apiPort: api?.port ?? null,
      tokenFile: api?.tokenFile ?? null,
    })}\n`,
  );
}
