/**
 * `painted.ts [--notes 60]`, with a display: two desks in real windows and a hub. Notes are written on one desk, and
 * each is timed from the click to the frame in which the other desk shows it. Prints `{"delaysMs":[…]}`.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createRouterClient } from '@orpc/server';
import type { Page } from 'playwright-core';
import type { SessionUser } from '../../electron/core/api/context.ts';
import { createRouter } from '../../electron/core/api/router.ts';
import { userList } from '../../electron/core/queries/user-list.ts';
import { startCore } from '../../electron/core/start.ts';
import { fa } from '../../shared/i18n/index.ts';
import { whenClicked, whenPainted } from './moments.ts';
import { openOffice } from './office-windows.ts';
import { begin, faDigits, field, goTo, press, searchCustomers, see, seeDesk, signIn } from './screen.ts';

const admin = { name: 'سارا مدیری', password: 'salam-1405' };
const subject = 'دستگاه روشن نمی‌شود';
/** The first ones warm both windows up. */
const warmUp = 5;

const { values } = parseArgs({ options: { notes: { type: 'string', default: '60' } } });

/** A hub without a window, with one customer and one ticket. */
const startHub = async (dataDir: string) => {
  const started = await startCore({ dataDir, appVersion: '0.0.0', syncPort: 0, discovery: 'off', peers: [] });
  if (!started.ok) throw new Error(started.error.type);
  const core = started.value;
  const signedIn = (): SessionUser | null => {
    const [first] = userList(core.services.replica.db.reader);
    return first === undefined ? null : { id: first.id, name: first.name, role: first.role };
  };
  const api = () => createRouterClient(createRouter(core.services, { user: signedIn() }));
  const { joinSecret } = await api().setup.create({
    organisationName: 'نمونه‌کالا',
    adminName: admin.name,
    password: admin.password,
    workingWeek: 'ir',
    language: 'fa',
  });
  const { customerId } = await api().customer.create({ displayName: 'مرتضی کیانیان' });
  const { number } = await api().ticket.create({ customerId, subject });
  return { core, joinSecret, number };
};

const joinOffice = async (page: Page, port: number, secret: string): Promise<void> => {
  await begin(page, 'join');
  await field(page, fa.setup.join.address).fill(`${faDigits('127.0.0.1')}:${faDigits(port)}`);
  await field(page, fa.setup.join.secret).fill(secret);
  await press(page, fa.setup.join.submit);
  await signIn(page, admin);
  await seeDesk(page);
};

const openTicket = async (page: Page, number: string): Promise<void> => {
  await goTo(page, 'customers');
  await searchCustomers(page, faDigits(number));
  await press(page.getByRole('region', { name: fa.customers.listLabel }), faDigits(number));
  await see(page, subject);
};

const office = await openOffice(['one', 'other']);
const hub = await startHub(join(office.folder, 'hub'));
try {
  const [one, other] = [await office.open('one'), await office.open('other')];
  for (const page of [one, other]) {
    await joinOffice(page, hub.core.syncPort ?? 0, hub.joinSecret);
    await openTicket(page, hub.number);
  }
  await one.getByRole('tab', { name: fa.tickets.composer.tabs.internal }).click();
  const delaysMs: number[] = [];
  for (let n = 0; n < Number(values.notes) + warmUp; n += 1) {
    const note = `پیگیری شمارهٔ ${n} انجام شد`;
    await field(one, fa.tickets.composer.tabs.internal).fill(note);
    const clicked = whenClicked(one);
    const painted = whenPainted(other, note);
    await press(one, fa.tickets.composer.save);
    const delayMs = (await painted) - (await clicked);
    if (n >= warmUp) delaysMs.push(delayMs);
    await see(one.getByRole('log'), note);
  }
  process.stdout.write(`${JSON.stringify({ delaysMs })}\n`);
} finally {
  await office.end();
  await hub.core.close();
}
