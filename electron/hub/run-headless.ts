import { randomBytes } from 'node:crypto';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { err, ok, type Result } from '../../shared/lib/result.ts';
import { endOnFault } from '../core/fault-log.ts';
import { coreArguments, readCoreArguments, readPort } from '../core/host/core-arguments.ts';
import { type Core, startCore } from '../core/start.ts';
import { describeStartError, type StartError } from '../core/start-error.ts';
import { appVersion } from '../core/version.ts';

interface Api {
  readonly port: number;
  readonly tokenFile: string;
}

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
const writeToken = (dataDir: string): Result<{ token: string; tokenFile: string }, StartError> => {
  const tokenFile = join(dataDir, 'api-token');
  const token = randomBytes(32).toString('hex');
  try {
    writeFileSync(tokenFile, token, { mode: 0o600 });
    chmodSync(tokenFile, 0o600);
    return ok({ token, tokenFile });
  } catch (cause) {
    const isFull = cause instanceof Error && 'code' in cause && cause.code === 'ENOSPC';
    if (isFull) return err({ type: 'disk-full' });
    return err({ type: 'data-folder-unusable', detail: cause instanceof Error ? cause.message : '' });
  }
};

const serveApi = async (core: Core, dataDir: string, apiPort: number): Promise<Result<Api, StartError>> => {
  const written = writeToken(dataDir);
  if (!written.ok) return written;
  const { token, tokenFile } = written.value;
  const served = await core.serveHttp(apiPort, token);
  return served.ok ? ok({ port: served.value.port, tokenFile }) : served;
};

/**
 * Runs the core as the arguments of this process say. Prints one JSON line on stdout when it is ready, and stops
 * cleanly on SIGTERM or SIGINT.
 *
 * @param start other than the core's own only in tests, which give it a worse world.
 */
export const runHeadless = async (start: typeof startCore = startCore): Promise<void> => {
  endOnFault();
  const { options, apiPort } = readArguments();
  const started = await start({
    ...options,
    appVersion,
    onLost: () =>
      fail(
        'The database was set aside and cannot be opened again. What was saved is safe. Start again.',
        'restart-failed',
      ),
  });
  if (!started.ok) fail(describeStartError(started.error), started.error.type);
  else {
    const core = started.value;
    let api: Api | null = null;
    if (apiPort !== undefined) {
      const served = await serveApi(core, options.dataDir, apiPort);
      if (!served.ok) {
        await core.close();
        fail(describeStartError(served.error), served.error.type);
      } else api = served.value;
    }
    if (api === null && core.deviceCode === null) {
      process.stderr.write(
        'This folder belongs to no call centre yet. Start with --api-port N to create or join one.\n',
      );
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
};
