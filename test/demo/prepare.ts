import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { sampleOffices } from '../../electron/core/setup/sample/people/sample-users.ts';
import { samplePassword } from '../../shared/lib/sample-password.ts';
import { awaitSameState, joinDesk, openDemoOffice, readFounding, seats } from './demo-office.ts';
import { freePorts, isPortFree } from './free-ports.ts';

const folders = { hub: 'hub', deskA: 'desk-1', deskB: 'desk-2' } as const;
/** Written first, so that what an interrupted preparation left behind is known as ours. */
const begunName = 'demo-begun';
const readyName = 'demo-ready.json';
const convergeLimitMs = 60_000;

const seatSchema = z.object({ args: z.array(z.string()) });
const preparedSchema = z.object({
  hub: seatSchema,
  desks: z.array(seatSchema).length(2),
  signIn: z.array(z.object({ name: z.string(), password: z.string() })),
});
type Prepared = z.infer<typeof preparedSchema>;

export interface PrepareOptions {
  readonly dir: string;
  readonly say: (text: string) => void;
  readonly onOpen: (close: () => Promise<void>) => void;
}

/** Gives all three new ports when another program has taken one since. */
const withFreePorts = async (prepared: Prepared): Promise<Prepared> => {
  const all = [prepared.hub, ...prepared.desks];
  const ports = all.map(({ args }) => Number(args[args.indexOf('--sync-port') + 1]));
  const free = await Promise.all(ports.map(isPortFree));
  if (free.every(Boolean)) return prepared;
  const fresh = await freePorts(ports.length);
  const moved = (argument: string): string => {
    const at = ports.findIndex((port) => argument === String(port) || argument === `127.0.0.1:${port}`);
    return at < 0 ? argument : argument.replace(String(ports[at]), String(fresh[at]));
  };
  const seat = ({ args }: { args: string[] }) => ({ args: args.map(moved) });
  return { ...prepared, hub: seat(prepared.hub), desks: prepared.desks.map(seat) };
};

const fill = async ({ say, onOpen }: PrepareOptions, dir: string): Promise<Prepared> => {
  const office = await openDemoOffice(dir, folders);
  onOpen(() => office.close());
  try {
    say('Inventing customers and tickets');
    const { api } = await office.start('hub');
    const { userName: name, password } = await api.setup.sample({});
    await office.signIn('hub', { name, password });
    const founding = await readFounding(office);
    for (const [seat, deviceName] of [
      ['deskA', 'میز ۱'],
      ['deskB', 'میز ۲'],
    ] as const) {
      say(`Joining ${folders[seat]}`);
      await joinDesk(office, seat, founding, deviceName);
      await office.signIn(seat, { name, password });
    }
    const { same } = await awaitSameState(office, convergeLimitMs);
    if (!same) throw new Error('The three did not come to the same state.');
    for (const seat of seats) await office.stop(seat);
  } finally {
    await office.close();
  }
  const people = sampleOffices.fa.users.filter(({ role }) => role === 'agent' || role === 'admin');
  return {
    hub: { args: [...office.args('hub')] },
    desks: [{ args: [...office.args('deskA')] }, { args: [...office.args('deskB')] }],
    // The agents first: theirs is the queue.
    signIn: people
      .sort((a, b) => Number(a.role === 'admin') - Number(b.role === 'admin'))
      .map(({ name }) => ({ name, password: samplePassword })),
  };
};

/**
 * Fills an empty folder with a sample call centre, a hub and two desks that hold the same, and returns how each
 * is started (build/start-demo.mjs). A folder that is complete is left as it is, but for ports that are taken.
 * @throws for a folder that holds something else.
 */
export const prepareDemo = async (options: PrepareOptions): Promise<Prepared> => {
  const dir = resolve(options.dir);
  const readyFile = join(dir, readyName);
  mkdirSync(dir, { recursive: true });
  if (existsSync(readyFile)) {
    const known = preparedSchema.parse(JSON.parse(readFileSync(readyFile, 'utf8')));
    const usable = await withFreePorts(known);
    writeFileSync(readyFile, JSON.stringify(usable));
    return usable;
  }
  const begunFile = join(dir, begunName);
  if (readdirSync(dir).length > 0 && !existsSync(begunFile)) {
    throw new Error(`${dir} holds something else. Choose an empty folder; nothing was changed.`);
  }
  writeFileSync(begunFile, '');
  for (const name of Object.values(folders)) rmSync(join(dir, name), { recursive: true, force: true });
  const prepared = await fill(options, dir);
  writeFileSync(readyFile, JSON.stringify(prepared));
  rmSync(begunFile);
  return prepared;
};
