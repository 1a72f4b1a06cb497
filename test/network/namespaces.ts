/**
 * An office network of real Linux network namespaces: a switch and a PC per cable, each PC with its own
 * card, ports and multicast. Needs root and `ip` (Debian package iproute2); without them every node is this
 * PC's loopback, and that is said. Whatever happens, the namespaces and the processes in them are gone at
 * the end.
 */
import { execFile, execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { type NodeProcess, nodeProcess } from './node-process.ts';

export interface NetworkNode {
  readonly name: string;
  /** IPv4, as the other nodes see it. */
  readonly address: string;
  /** Starts a script in Electron as Node on this node. It is killed at the end, if it still runs. */
  readonly start: (
    script: string,
    args?: readonly string[],
    env?: Readonly<Record<string, string>>,
  ) => NodeProcess;
  /** Runs a script to its end. @returns what it printed. @throws on another exit code than 0. */
  readonly run: (script: string, args?: readonly string[]) => Promise<string>;
  /** Pulls the network cable: the card loses its carrier. Only on a real network. */
  readonly unplug: () => Promise<void>;
  readonly plug: () => Promise<void>;
  /** Adds a card on a second switch, 10.78.0.0/24, while programs run. Only on a real network. */
  readonly addSecondCard: () => Promise<void>;
}

export interface TestNetwork {
  /** False where all nodes share this PC's loopback: nothing can be unplugged, ports are shared. */
  readonly isReal: boolean;
  readonly nodes: readonly NetworkNode[];
  /**
   * Takes the first two nodes from the switch and joins their cables by a program (`test/faults/network/bad-line.c`).
   * Only on a real network.
   */
  readonly joinBy: (program: string) => Promise<NodeProcess>;
}

const execute = promisify(execFile);
const ip = (...args: string[]): Promise<unknown> => execute('ip', args);
const electron = process.env.PAYDAR_ELECTRON_PATH ?? process.execPath;
const electronAsNode = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };

/** Starts with the owner's process id, so that what a killed run has left can be told from what is in use. */
const prefix = `paydar${process.pid}-`;
const switchName = `${prefix}switch`;
const secondSwitchName = `${prefix}switch2`;
const switchNames = [switchName, secondSwitchName];

/** Makes a network of `count` nodes, runs, and clears everything away. */
export async function withNamespaces<T>(
  count: number,
  run: (network: TestNetwork) => Promise<T>,
): Promise<T> {
  const processes = new Set<NodeProcess>();
  const names = Array.from({ length: count }, (_, index) => `${prefix}node${index + 1}`);
  const obstacle = await build(names);
  if (obstacle) console.log(`No network namespaces (${obstacle}): all nodes share the loopback instead.`);
  const isReal = obstacle === undefined;
  const clearNow = (): void => {
    for (const running of processes) running.child.kill('SIGKILL');
    for (const name of [...names, ...switchNames]) deleteNow(name);
  };
  process.once('exit', clearNow);
  try {
    const nodes = names.map((name, index) => nodeOf(name, index, isReal, processes));
    return await run({ isReal, nodes, joinBy: (program) => joinBy(program, names, processes) });
  } finally {
    process.off('exit', clearNow);
    await Promise.all([...processes].map((running) => running.stop('SIGKILL')));
    if (isReal) await clear(names);
  }
}

const addressOf = (index: number): string => `10.77.0.${index + 1}`;
const secondAddressOf = (index: number): string => `10.78.0.${index + 1}`;
const cableOf = (index: number): string => `cable${index + 1}`;

async function joinBy(
  program: string,
  names: readonly string[],
  processes: Set<NodeProcess>,
): Promise<NodeProcess> {
  const cables = [cableOf(0), cableOf(1)];
  // Packets are to cross the line one by one, as they do on a wire.
  for (const name of names.slice(0, 2)) await ip('netns', 'exec', name, program, 'plain', 'eth0');
  for (const cable of cables) await ip('-n', switchName, 'link', 'set', cable, 'nomaster');
  const running = nodeProcess(
    spawn('ip', ['netns', 'exec', switchName, program, 'join', ...cables], { stdio: 'pipe' }),
  );
  processes.add(running);
  await running.line((line) => line === 'ready', 'the line carries packets');
  return running;
}

/** @returns what stands in the way, where something does. */
async function build(names: readonly string[]): Promise<string | undefined> {
  if (process.platform !== 'linux') return 'this is not Linux';
  if (process.getuid?.() !== 0) return 'they need root';
  try {
    await clearLeftovers();
  } catch {
    return 'there is no ip command, see the package iproute2';
  }
  try {
    for (const name of switchNames) await addSwitch(name);
    for (const [index, name] of names.entries()) {
      await ip('netns', 'add', name);
      await ip('-n', name, 'link', 'set', 'lo', 'up');
      await addCard(name, 'eth0', addressOf(index), switchName, cableOf(index));
    }
    return undefined;
  } catch (error) {
    await clear(names);
    return error instanceof Error ? error.message.trim() : String(error);
  }
}

async function addSwitch(name: string): Promise<void> {
  await ip('netns', 'add', name);
  await ip('-n', name, 'link', 'add', 'bridge0', 'type', 'bridge');
  await ip('-n', name, 'link', 'set', 'bridge0', 'up');
}

async function addCard(
  node: string,
  card: string,
  address: string,
  onSwitch: string,
  cable: string,
): Promise<void> {
  await ip('-n', onSwitch, 'link', 'add', cable, 'type', 'veth', 'peer', 'name', card, 'netns', node);
  await ip('-n', onSwitch, 'link', 'set', cable, 'master', 'bridge0', 'up');
  await ip('-n', node, 'addr', 'add', `${address}/24`, 'dev', card);
  await ip('-n', node, 'link', 'set', card, 'up');
}

function nodeOf(name: string, index: number, isReal: boolean, processes: Set<NodeProcess>): NetworkNode {
  const setCable = async (state: 'up' | 'down'): Promise<void> => {
    if (!isReal) throw new Error('A loopback has no cable');
    await ip('-n', switchName, 'link', 'set', cableOf(index), state);
  };
  const start: NetworkNode['start'] = (script, args = [], env = {}) => {
    const command = [electron, script, ...args];
    const [file = electron, ...rest] = isReal ? ['ip', 'netns', 'exec', name, ...command] : command;
    const running = nodeProcess(spawn(file, rest, { env: { ...electronAsNode, ...env }, stdio: 'pipe' }));
    processes.add(running);
    return running;
  };
  return {
    name,
    address: isReal ? addressOf(index) : '127.0.0.1',
    start,
    async run(script, args) {
      const running = start(script, args);
      const code = await running.exited;
      if (code !== 0) throw new Error(`${script} ended with ${code}: ${running.errors()}`);
      return running.lines.join('\n');
    },
    unplug: () => setCable('down'),
    plug: () => setCable('up'),
    async addSecondCard() {
      if (!isReal) throw new Error('A loopback has no cards');
      await addCard(name, 'eth1', secondAddressOf(index), secondSwitchName, cableOf(index));
    },
  };
}

async function clear(names: readonly string[]): Promise<void> {
  for (const name of [...names, ...switchNames]) await ip('netns', 'delete', name).catch(() => undefined);
}

function deleteNow(name: string): void {
  try {
    execFileSync('ip', ['netns', 'delete', name], { stdio: 'ignore' });
  } catch {
    // It was never made, or is gone already.
  }
}

/** What runs left that were killed before they could clear up. */
async function clearLeftovers(): Promise<void> {
  const { stdout } = await execute('ip', ['netns', 'list']);
  for (const [name, owner] of stdout.matchAll(/^paydar([0-9]+)-[a-z0-9]+/gm)) {
    if (!existsSync(`/proc/${owner}`)) await ip('netns', 'delete', name);
  }
}
