import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CustomerId, UserId } from '../../../shared/lib/ids.ts';
import type { SeededRandom } from '../../support/seeded-random.ts';
import {
  awaitSameState,
  type Credentials,
  type DemoOffice,
  joinDesk,
  openDemoOffice,
  readFounding,
  type SameState,
  type Seat,
  seats,
} from '../demo-office.ts';
import { until } from '../until.ts';
import { crashWhileWriting } from './crash.ts';
import { createDeskWork } from './desk-work.ts';
import { importSample } from './import-sample.ts';
import { measureLatency } from './latency.ts';
import { type Confirmed, type Ledger, missingFrom, openLedger } from './ledger.ts';
import { partitionAndDecide } from './partition.ts';
import { type ConfirmedNote, loseWrite, type Plant } from './plant.ts';
import { faultyTicketNumbers } from './ticket-numbers.ts';

export interface CheckOptions {
  /** The sample customers as CSV. */
  readonly sampleFile: string;
  readonly random: SeededRandom;
  /** Leaves the folders for a look. */
  readonly keep: boolean;
  readonly plant: Plant | undefined;
  /** Called with each step as it begins. */
  readonly onStep: (name: string) => void;
  /** Called with the office, so that a signal can end its processes. */
  readonly onOpen: (close: () => Promise<void>) => void;
}

export interface CheckOutcome {
  readonly state: SameState;
  /** Confirmed writes that a replica does not show. */
  readonly missing: readonly { readonly seat: Seat; readonly write: Confirmed }[];
  readonly numberFaults: readonly string[];
  readonly confirmedWrites: number;
  readonly latenciesMs: readonly number[];
  readonly importRowsPerSecond: number;
  readonly importedRows: number;
  /** Resident, the higher of after the import and the work, and at the end. */
  readonly memoryMB: Readonly<Record<Seat, number | null>>;
  /** With `--plant`: what was lost on purpose. */
  readonly planted: ConfirmedNote | null;
}

const latencySamplesEach = 60;
const convergeLimitMs = 30_000;
const folders = { hub: 'hub', deskA: 'desk-a', deskB: 'desk-b' } as const;
const admin: Credentials = { name: 'سارا مدیری', password: 'salam-1405-hub' };
const agents: Readonly<Record<'deskA' | 'deskB', Credentials>> = {
  deskA: { name: 'نیما کاظمی', password: 'salam-1405-a' },
  deskB: { name: 'لیلا صادقی', password: 'salam-1405-b' },
};

const founded = async (office: DemoOffice): Promise<Readonly<Record<'deskA' | 'deskB', UserId>>> => {
  const { api } = await office.start('hub');
  await api.setup.create({
    organisationName: 'نمونه‌کالا',
    adminName: admin.name,
    password: admin.password,
    workingWeek: 'ir',
    language: 'fa',
    deviceName: 'هاب',
  });
  await office.signIn('hub', admin);
  const a = await api.user.create({ ...agents.deskA, role: 'agent' });
  const b = await api.user.create({ ...agents.deskB, role: 'agent' });
  return { deskA: a.id, deskB: b.id };
};

const joined = async (office: DemoOffice): Promise<void> => {
  const founding = await readFounding(office);
  for (const seat of ['deskA', 'deskB'] as const) {
    await joinDesk(office, seat, founding, `میز ${agents[seat].name}`);
    await office.signIn(seat, agents[seat]);
  }
};

/** A note on one desk that another one must show soon. */
const noteReaches = async (
  office: DemoOffice,
  ledger: Ledger,
  { from, to, customerId, body }: { from: Seat; to: Seat; customerId: CustomerId; body: string },
): Promise<void> => {
  await createDeskWork(office.core(from).api, ledger).note(customerId, body);
  await until(`${to} shows «${body}»`, async () => {
    const { items } = await office.core(to).api.customer.timeline({ customerId, limit: 20 });
    return items.some((item) => item.kind === 'interaction' && item.interaction.body === body) ? true : null;
  });
};

const workEverywhere = async (office: DemoOffice, ledger: Ledger, agentIds: readonly [UserId, UserId]) => {
  const made: {
    customerId: CustomerId;
    ticketId: Awaited<ReturnType<ReturnType<typeof createDeskWork>['ticket']>>;
  }[] = [];
  for (const [at, seat] of seats.entries()) {
    const work = createDeskWork(office.core(seat).api, ledger);
    for (let index = 0; index < 4; index += 1) {
      const customerId = await work.customer(`مشتری ${seat} ${index}`, `0912${at}00${1000 + index}`);
      await work.note(customerId, `یادداشت ${seat} ${index}`);
      await work.contact(customerId, `021 4455 ${at}0${10 + index}`);
      await work.tag(customerId, index % 2 === 0 ? 'پیگیری' : 'قرارداد سرویس');
      const ticketId = await work.ticket(customerId, `دستگاه تصفیه روشن نمی‌شود ${seat} ${index}`);
      await work.call(customerId, ticketId, 'out', `تماس ${seat} ${index}`);
      await work.assign(ticketId, agentIds[index % 2 === 0 ? 0 : 1]);
      if (index % 2 === 1) await work.resolve(ticketId, `آداپتور عوض شد ${seat} ${index}`);
      if (index % 4 === 3) await work.reopen(ticketId, `دوباره خاموش شد ${seat} ${index}`);
      made.push({ customerId, ticketId });
    }
  }
  const [first] = made;
  if (first === undefined) throw new Error('nothing was made');
  return first;
};

const verify = async (
  office: DemoOffice,
  ledger: Ledger,
): Promise<Pick<CheckOutcome, 'missing' | 'numberFaults'>> => {
  const missing: { seat: Seat; write: Confirmed }[] = [];
  const numberFaults: string[] = [];
  for (const seat of seats) {
    const { api } = office.core(seat);
    for (const write of await missingFrom(api, ledger)) missing.push({ seat, write });
    numberFaults.push(...(await faultyTicketNumbers(api)).map((fault) => `${seat}: ${fault}`));
  }
  return { missing, numberFaults };
};

const plantLoss = async (office: DemoOffice, ledger: Ledger, folder: string): Promise<ConfirmedNote> => {
  const note = ledger.entries.findLast((entry) => entry.kind === 'interaction');
  if (note?.kind !== 'interaction') throw new Error('there is no note to lose');
  await office.stop('deskB');
  loseWrite(join(folder, folders.deskB), note);
  await office.start('deskB');
  return note;
};

type Memory = CheckOutcome['memoryMB'];

const memoryOf = (office: DemoOffice): Memory => ({
  hub: office.core('hub').memoryMB(),
  deskA: office.core('deskA').memoryMB(),
  deskB: office.core('deskB').memoryMB(),
});

const higher = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? null : Math.max(a, b);

const highest = (a: Memory, b: Memory): Memory => ({
  hub: higher(a.hub, b.hub),
  deskA: higher(a.deskA, b.deskA),
  deskB: higher(a.deskB, b.deskB),
});

const runSteps = async (office: DemoOffice, folder: string, options: CheckOptions): Promise<CheckOutcome> => {
  const { onStep, random } = options;
  const ledger = openLedger();
  onStep('found the call centre');
  const agentIds = await founded(office);
  onStep('import the sample customers, twice');
  const imported = await importSample(office.core('hub').api, options.sampleFile);
  onStep('two desks join');
  await joined(office);
  onStep('work on each');
  const { customerId, ticketId } = await workEverywhere(office, ledger, [agentIds.deskA, agentIds.deskB]);
  await awaitSameState(office, convergeLimitMs);
  onStep(`measure ${latencySamplesEach * 2} writes from desk to desk`);
  const writer = (seat: 'deskA' | 'deskB') => {
    const { api } = office.core(seat);
    return { api, work: createDeskWork(api, ledger), name: seat };
  };
  const latenciesMs = await measureLatency(writer('deskA'), writer('deskB'), customerId, latencySamplesEach);
  const memoryAtWork = memoryOf(office);
  onStep('kill the hub; the desks go on');
  await office.kill('hub');
  await noteReaches(office, ledger, { from: 'deskA', to: 'deskB', customerId, body: 'بی‌هاب، از میز یک' });
  await noteReaches(office, ledger, { from: 'deskB', to: 'deskA', customerId, body: 'بی‌هاب، از میز دو' });
  onStep('kill desk B while it writes, and start it again');
  await crashWhileWriting(office, 'deskB', customerId, ledger);
  await noteReaches(office, ledger, { from: 'deskA', to: 'deskB', customerId, body: 'پس از بازگشت میز دو' });
  onStep('the hub comes back');
  await office.start('hub');
  await noteReaches(office, ledger, { from: 'hub', to: 'deskB', customerId, body: 'پس از بازگشت هاب' });
  onStep('kill the hub while it writes, and start it again');
  await crashWhileWriting(office, 'hub', customerId, ledger);
  onStep('partition, conflicting edits, one decision');
  await partitionAndDecide(office, { customerId, ticketId }, ledger);
  onStep('restart everything in any order');
  for (const seat of random.shuffled(seats)) await office.stop(seat);
  for (const seat of random.shuffled(seats)) await office.start(seat);
  const planted = options.plant === undefined ? null : await plantLoss(office, ledger, folder);
  onStep('compare the replicas with each other and with what was confirmed');
  const state = await awaitSameState(office, planted === null ? convergeLimitMs : 3000);
  return {
    state,
    ...(await verify(office, ledger)),
    confirmedWrites: ledger.entries.length,
    latenciesMs,
    importRowsPerSecond: imported.rowsPerSecond,
    importedRows: imported.report.rowsTotal,
    memoryMB: highest(memoryAtWork, memoryOf(office)),
    planted,
  };
};

/** Runs a hub and two desks through a bad day. Its processes and folders are gone when it ends, however it ends. */
export const checkOffice = async (options: CheckOptions): Promise<CheckOutcome> => {
  const folder = mkdtempSync(join(tmpdir(), 'paydar-check-'));
  for (const name of Object.values(folders)) mkdirSync(join(folder, name));
  const office = await openDemoOffice(folder, folders);
  const close = async (): Promise<void> => {
    await office.close();
    if (!options.keep) rmSync(folder, { recursive: true, force: true });
  };
  options.onOpen(close);
  try {
    return await runSteps(office, folder, options);
  } catch (cause) {
    const said = seats.map((seat) =>
      office.isRunning(seat) ? `${seat}: ${office.core(seat).errors()}` : '',
    );
    throw new Error(`the check stopped. ${said.filter((text) => text.length > 8).join('\n')}`, { cause });
  } finally {
    await close();
  }
};
