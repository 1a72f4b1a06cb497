/** G11: the hub is gone for good, another PC takes its place, and the old one is a desk when it comes back. */
import type { ApiClient } from '../../../shared/contract/index.ts';
import type { HeadlessCore } from '../../support/headless-core.ts';
import { ApiFailure } from '../../support/http-client.ts';
import { poll } from '../../support/poll.ts';
import {
  becomeEqual,
  type CallCentre,
  countLost,
  type JoinAt,
  joinCallCentre,
  type Ledger,
  openCallCentre,
  readFolder,
} from './call-centre.ts';
import { type FaultRun, inLanes, sum, tries } from './figure.ts';

const fullTries = 20;
const equalWithinMs = 30_000;

interface Round {
  readonly lost: number;
  readonly isEqual: boolean;
  /** The hub of before admits nobody any more. */
  readonly isFenced: boolean;
}

const refusesJoins = async (office: CallCentre, name: string, at: JoinAt) => {
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

/** Whether a hub of before is a desk now, and says so to whoever wants to join it. */
const isFencedOff = async (office: CallCentre, former: HeadlessCore, at: JoinAt): Promise<boolean> =>
  (await former.api.sync.status()).role === 'desk' && (await refusesJoins(office, 'دیررسیده', at));

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
    const isFenced = await isFencedOff(office, again, at);
    const names = ['مرکز', 'میز ۱', 'میز ۲', 'تازه‌وارد'];
    for (const core of all) await office.stop(core);
    const lost = names.reduce(
      (sum, name) => sum + countLost(ledger, readFolder(office.folderOf(name)).rows),
      0,
    );
    return { lost, isEqual, isFenced };
  } finally {
    await office.close();
  }
};

const portOf = async (api: ApiClient): Promise<string> =>
  (await api.setup.joinSecret()).addresses[0]?.split(':').pop() ?? '';

/** A hub that nobody replaced, and that alone holds its last saves. */
const notReplaced = async (): Promise<{ readonly isFenced: boolean; readonly lost: number }> => {
  const office = openCallCentre();
  const ledger: Ledger = new Map();
  try {
    const hub = await office.start('مرکز');
    const at = await office.found(hub);
    const desk = await office.start('میز');
    await joinCallCentre(desk, at);
    await office.kill(desk);
    await save(hub, ledger);
    await office.kill(hub);
    const args = ['--sync-port', at.address.split(':').pop() ?? '0', '--discovery', 'off'];
    const again = await office.signedIn('مرکز', { args });
    const isFenced = await isFencedOff(office, again, at);
    return { isFenced, lost: countLost(ledger, readFolder(office.folderOf('میز')).rows) };
  } finally {
    await office.close();
  }
};

export const hubLostRun: FaultRun = {
  name: 'a hub that is killed and replaced',
  ids: ['G11'],
  measure: async ({ share, say }) => {
    const lanes = await inLanes(tries(fullTries, share), 2, async (count) => {
      const done: Round[] = [];
      for (let n = 0; n < count; n += 1) {
        done.push(await oneRound());
        if ((n + 1) % 5 === 0) say(`${n + 1} of ${count} hubs replaced`);
      }
      return done;
    });
    const rounds = lanes.flat();
    const lost = sum(rounds.map((round) => round.lost));
    const notFenced = rounds.filter(({ isFenced }) => !isFenced).length;
    const notEqual = rounds.filter(({ isEqual }) => !isEqual).length;
    return [
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
    ];
  },
  plant: async () => {
    const { isFenced, lost } = await notReplaced();
    return [
      {
        control: 'G11-not-replaced',
        mustCatch: 'a hub that comes back and that nobody replaced is not fenced',
        caught: isFenced ? 0 : 1,
      },
      {
        control: 'G11-nobody-else',
        mustCatch: 'what the hub wrote while it was alone is with no survivor',
        caught: lost,
      },
    ];
  },
};
