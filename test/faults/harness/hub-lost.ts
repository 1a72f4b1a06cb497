/** G11: the hub is gone for good, another PC takes its place, and the old one is a desk when it comes back. */
import type { ApiClient } from '../../../shared/contract/index.ts';
import { ApiFailure } from '../../support/http-client.ts';
import { poll } from '../../support/poll.ts';
import {
  becomeEqual,
  type CallCentre,
  countLost,
  joinCallCentre,
  type Ledger,
  openCallCentre,
  readFolder,
} from './call-centre.ts';
import { type FaultRun, type Say, tries } from './figure.ts';

const fullTries = 20;
const equalWithinMs = 30_000;

interface Round {
  readonly lost: number;
  readonly isEqual: boolean;
  /** The hub of before admits nobody any more. */
  readonly isFenced: boolean;
  /** What the hub of before said to a PC that wanted to join before it heard of its successor. */
  readonly couldAdmitBefore: boolean;
}

const refusesJoins = async (office: CallCentre, name: string, at: { address: string; secret: string }) => {
  const stranger = await office.start(name);
  try {
    await stranger.api.setup.join(at);
    return false;
  } catch (cause) {
    if (cause instanceof ApiFailure && cause.code === 'peer-not-hub') return true;
    throw cause;
  } finally {
    await office.kill(stranger);
  }
};

const save = async (core: { api: ApiClient }, ledger: Ledger) => {
  for (let n = 0; n < 5; n += 1) {
    const displayName = `مشتری ${ledger.size}`;
    const { customerId } = await core.api.customer.create({ displayName });
    ledger.set(customerId, displayName);
  }
};

const oneRound = async (): Promise<Round> => {
  const office = openCallCentre();
  const ledger: Ledger = new Map();
  try {
    const hub = await office.start('مرکز');
    const at = await office.found(hub);
    const desks = [await office.start('میز ۱'), await office.start('میز ۲')];
    for (const desk of desks) await joinCallCentre(desk, at);
    const [first, second] = desks;
    if (first === undefined || second === undefined) throw new Error('Two desks were started');
    await save(first, ledger);
    // What any survivor holds: the hub's own last saves may be with nobody else.
    const couldAdmitBefore = !(await refusesJoins(office, 'رهگذر', at));
    await office.kill(hub);
    await save(second, ledger);
    await poll(async () => !(await first.api.sync.status()).hubSeen, 'the hub is missed', 20_000);
    await first.api.sync.takeHub({ secret: at.secret });
    await poll(async () => (await second.api.sync.status()).hubSeen, 'the new hub is known', 20_000);
    const address = `127.0.0.1:${await portOf(first.api)}`;
    const newcomer = await office.start('تازه‌وارد');
    await joinCallCentre(newcomer, { address, secret: at.secret });
    await save(newcomer, ledger);
    const again = await office.signedIn('مرکز', {
      args: ['--sync-port', at.address.split(':').pop() ?? '0', '--discovery', 'off'],
    });
    const all = [again, first, second, newcomer];
    const isEqual = await becomeEqual(all, equalWithinMs);
    const isFenced =
      (await again.api.sync.status()).role === 'desk' && (await refusesJoins(office, 'دیررسیده', at));
    const names = ['مرکز', 'میز ۱', 'میز ۲', 'تازه‌وارد'];
    for (const core of all) await office.stop(core);
    const lost = names.reduce(
      (sum, name) => sum + countLost(ledger, readFolder(office.folderOf(name)).rows),
      0,
    );
    return { lost, isEqual, isFenced, couldAdmitBefore };
  } finally {
    await office.close();
  }
};

const portOf = async (api: ApiClient): Promise<string> =>
  (await api.setup.joinSecret()).addresses[0]?.split(':').pop() ?? '';

const runRounds = async (rounds: number, say: Say): Promise<Round[]> => {
  const done: Round[] = [];
  for (let n = 0; n < rounds; n += 1) {
    done.push(await oneRound());
    if ((n + 1) % 5 === 0) say(`${n + 1} of ${rounds} hubs replaced`);
  }
  return done;
};

export const hubLostRun: FaultRun = {
  name: 'a hub that is killed and replaced',
  ids: ['G11'],
  run: async ({ share, say }) => {
    const rounds = await runRounds(tries(fullTries, share), say);
    const lost = rounds.reduce((sum, round) => sum + round.lost, 0);
    const notFenced = rounds.filter(({ isFenced }) => !isFenced).length;
    const notEqual = rounds.filter(({ isEqual }) => !isEqual).length;
    return {
      figures: [
        {
          id: 'G11',
          value: lost + notFenced + notEqual,
          unit: 'saves lost that a survivor held, hubs of before not fenced, replicas diverged',
          goal: 0,
          n: rounds.length,
          lost,
          fenced: rounds.length - notFenced,
          notEqual,
        },
      ],
      controls: [
        {
          control: 'G11-not-replaced',
          mustCatch: 'a hub that nobody replaced still admits',
          caught: rounds.filter(({ couldAdmitBefore }) => couldAdmitBefore).length,
        },
      ],
    };
  },
};
