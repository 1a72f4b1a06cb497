import { parseArgs } from 'node:util';
import type { ClientPort } from '../api/message-port.ts';
import { endOnFault, reportFault } from '../fault-log.ts';
import { systemClock } from '../real-world.ts';
import { type Core, startCore } from '../start.ts';
import { describeStartError } from '../start-error.ts';
import { appVersion } from '../version.ts';
import { coreArguments, readCoreArguments } from './core-arguments.ts';
import { createGivenFiles } from './given-files.ts';

/**
 * The core inside Electron's utility process: main forks it and hands it one end of a channel per
 * window. Main is not on the data path.
 */

/** What is used of Electron's `process.parentPort`; the core never imports electron. */
interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: ParentMessage) => void): void;
}

interface ParentMessage {
  readonly data: unknown;
  readonly ports: readonly ClientPort[];
}

const isParentPort = (value: unknown): value is ParentPort =>
  typeof value === 'object' && value !== null && 'postMessage' in value && 'on' in value;

const typeOf = (data: unknown): unknown =>
  typeof data === 'object' && data !== null && 'type' in data ? data.type : undefined;

const givenFile = (data: unknown): { path: string; use: 'read' | 'write' } | null => {
  if (typeOf(data) !== 'file' || typeof data !== 'object' || data === null) return null;
  if (!('path' in data && 'use' in data) || typeof data.path !== 'string') return null;
  return data.use === 'read' || data.use === 'write' ? { path: data.path, use: data.use } : null;
};

const main = async (parentPort: ParentPort): Promise<void> => {
  const { values } = parseArgs({ args: process.argv.slice(2), options: coreArguments, strict: false });
  const options = readCoreArguments(values);
  const started = options.ok
    ? await startCore({ ...options.value, appVersion, onLost: () => process.exit(1) })
    : options;
  if (!started.ok) {
    const { error } = started;
    const detail = error.type === 'argument-unusable' ? error.detail : describeStartError(error);
    parentPort.postMessage({ type: 'failed', error: { type: error.type, detail } });
    return;
  }
  const core: Core = started.value;
  const files = createGivenFiles(systemClock);
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    core
      .close()
      .catch(reportFault)
      .finally(() => process.exit(0));
  };
  parentPort.on('message', ({ data, ports }) => {
    const [port] = ports;
    if (typeOf(data) === 'client' && port !== undefined) core.serve(port, files);
    const given = givenFile(data);
    if (given !== null) files.give(given.path, given.use);
    if (typeOf(data) === 'stop') stop();
  });
  // A signal to the whole group reaches this process as well as its host.
  process.on('SIGTERM', stop);
  parentPort.postMessage({ type: 'ready' });
};

endOnFault();
const parentPort: unknown = Reflect.get(process, 'parentPort');
if (!isParentPort(parentPort)) throw new Error('this host runs only under Electron');
await main(parentPort);
