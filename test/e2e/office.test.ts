import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeJoinSecret } from '../../electron/core/setup/join-secret.ts';
import { fa } from '../../shared/i18n/index.ts';
import { parseTicketNumber } from '../../shared/rules/ticket-number.ts';
import { readCustomerFiles } from '../fixtures/import/customer-files.ts';
import { dropFile, fixture } from '../support/desk-window.ts';
import { eventually } from './eventually.ts';
import { whenPressed, whenShown } from './moments.ts';
import { type OfficeWindows, openOffice } from './office-windows.ts';
import {
  begin,
  checkColumns,
  checkFile,
  createOffice,
  customerPane,
  customerRow,
  faDigits,
  field,
  findNobody,
  goTo,
  header,
  openCustomer,
  press,
  pressKey,
  queueRow,
  readFigures,
  say,
  searchCustomers,
  see,
  seeDesk,
  sentence,
  showQueue,
  signIn,
  unseen,
} from './screen.ts';
import { stepByStep } from './step-by-step.ts';

const admin = { name: 'سارا مدیری', password: 'salam-1405' };
const agent = { name: 'علی کارشناس', password: 'chay-ba-nabat' };
const customersFile = fixture('import/customers-cp1256.csv');
const answers = readCustomerFiles().find(({ name }) => name === 'customers-cp1256')?.answers;

/** As the old program's file spells it: with the Arabic ي. */
const customer = 'مرتضي کيانيان';
const subject = 'دستگاه پس از نصب روشن نمی‌شود';
const note = 'آداپتور دیگری امتحان شد';
const solution = 'آداپتور عوض شد';
const nextStep = 'فردا تماس می‌گیریم';
const noteWithoutHub = 'بدون هاب هم رسید';

/** One office, from its first minute: the steps build on each other. */
describe('an office with a hub and two desks, in real windows', () => {
  let office: OfficeWindows<'hub' | 'desk1' | 'desk2'>;
  let joinSecret = '';
  let number = '';
  let people = 0;

  const join = async (page: Page, secret: string): Promise<void> => {
    await field(page, fa.setup.join.address).fill(
      `${faDigits('127.0.0.1')}:${faDigits(office.portOf('hub'))}`,
    );
    await field(page, fa.setup.join.secret).fill(secret);
    await press(page, fa.setup.join.submit);
  };
  const reopen = async (name: 'hub' | 'desk1' | 'desk2'): Promise<Page> => {
    const page = await office.open(name);
    await signIn(page, name === 'desk2' ? agent : admin);
    await seeDesk(page);
    return page;
  };
  const city = (page: Page) =>
    customerPane(page).getByRole('button', {
      name: sentence(fa.customers.edit.action, { field: fa.customers.fields.city }),
    });
  const writeCity = async (page: Page, value: string): Promise<void> => {
    await city(page).click();
    await field(page, fa.customers.fields.city).fill(value);
    await page.keyboard.press('Enter');
    await eventually(() => city(page).textContent()).toContain(value);
  };
  const openTicket = async (page: Page): Promise<void> => {
    await goTo(page, 'customers');
    await searchCustomers(page, faDigits(number));
    await press(page.getByRole('region', { name: fa.customers.listLabel }), faDigits(number));
    await see(page, subject);
  };
  const writeNote = async (page: Page, text: string): Promise<void> => {
    await page.getByRole('tab', { name: fa.tickets.composer.tabs.internal }).click();
    await field(page, fa.tickets.composer.tabs.internal).fill(text);
    await press(page, fa.tickets.composer.save);
  };
  const log = (page: Page) => page.getByRole('log');

  beforeAll(async () => {
    office = await openOffice(['hub', 'desk1', 'desk2']);
  });
  stepByStep(() => office);

  it('creates a call centre on the first PC, in Persian, right to left', async () => {
    const page = await office.open('hub');
    await see(page, fa.setup.choice.create);
    expect(await page.locator('html').getAttribute('dir')).toBe('rtl');
    expect(await page.locator('html').getAttribute('lang')).toBe('fa');
    joinSecret = await createOffice(page, { organisationName: 'نمونه‌کالا', ...admin });
    await press(page, fa.setup.secret.continue);
    await seeDesk(page);
    await see(header(page), fa.shell.status.isHub);
    await see(header(page), /(شنبه|یکشنبه|دوشنبه|سه‌شنبه|چهارشنبه|پنجشنبه|جمعه) [۰-۹]{1,2} \S+ ۱۴[۰-۹]{2}/);
  });

  it('shows the secret and the address again on the network screen', async () => {
    const page = office.page('hub');
    await goTo(page, 'network');
    await press(page, fa.network.secretShow);
    await see(page, joinSecret);
    await see(page, fa.network.secretAddresses);
    const shown = await page.locator('aside').textContent();
    // A machine without a network card has no address to show.
    for (const [, port] of (shown ?? '').matchAll(/\d+\.\d+\.\d+\.\d+:(\d+)/g)) {
      expect(Number(port)).toBe(office.portOf('hub'));
    }
    await press(page, fa.network.secretHide);
    await unseen(page, joinSecret);
  });

  it('adds a colleague', async () => {
    const page = office.page('hub');
    await goTo(page, 'settings');
    await field(page, fa.settings.name).fill(agent.name);
    await page.getByLabel(fa.settings.password, { exact: true }).fill(agent.password);
    await press(page, fa.settings.addUser);
    await see(page, say(fa.settings.userAdded, { name: agent.name }));
  });

  it('refuses a wrong secret in words, and keeps what was typed', async () => {
    const page = await office.open('desk1');
    await begin(page, 'join');
    const wrong = makeJoinSecret({ bytes: (length) => new Uint8Array(length) });
    await join(page, wrong);
    await see(page.getByRole('alert'), fa.errors['secret-wrong']);
    expect(await field(page, fa.setup.join.secret).inputValue()).toBe(wrong);
    await join(page, joinSecret.slice(0, -3));
    await see(page.getByRole('alert'), fa.errors['secret-unreadable']);
  });

  it('joins by address and secret, and signs in with a user made on the hub', async () => {
    const first = office.page('desk1');
    await join(first, joinSecret.toLowerCase());
    await signIn(first, admin);
    await seeDesk(first);
    const second = await office.open('desk2');
    await begin(second, 'join');
    await join(second, joinSecret);
    await signIn(second, agent);
    await seeDesk(second);
    await see(header(first), say(fa.shell.status.hubAndPeers_one, { count: 1 }));
    await see(header(second), say(fa.shell.status.hubAndPeers_one, { count: 1 }));
    await see(header(office.page('hub')), say(fa.shell.status.isHubPeers_other, { count: 2 }));
  });

  it('imports customers after a dry run whose figures are those of the answers', async () => {
    const page = office.page('desk1');
    const rejected =
      answers?.answers.filter(({ reject_or_warn: problem }) => problem === 'name' || problem === 'phone') ??
      [];
    people = (answers?.people ?? 0) - rejected.length;
    const figures = await checkFile(office.desk('desk1'), customersFile);
    expect(figures).toMatchObject({ created: people, rejected: rejected.length });
    // A second row of somebody brings something new, or nothing.
    expect(figures.merged + figures.unchanged).toBe((answers?.rows ?? 0) - (answers?.people ?? 0));
    await press(page, say(fa.import.report.run_other, { count: figures.created + figures.merged }));
    await see(page, fa.import.done.title);
    expect(await readFigures(page)).toEqual(figures);
    await press(page, fa.import.done.seeCustomers);
    await page.getByTitle(say(fa.customers.total_other, { count: people })).waitFor();
  });

  it('adds nothing when the same file is dropped on the window again', async () => {
    const page = office.page('desk1');
    await goTo(page, 'import');
    await press(page, fa.import.done.another);
    await see(page, fa.import.file.drop);
    await dropFile(office.desk('desk1'), customersFile);
    expect(await checkColumns(page)).toMatchObject({ created: 0, merged: 0 });
    await see(page, fa.import.report.nothing);
    expect(await page.getByRole('button', { name: /^ورود [۰-۹]+ ردیف/ }).isDisabled()).toBe(true);
  });

  it('finds the customer on the other desk in either spelling and by any part of a number', async () => {
    const page = office.page('desk2');
    await goTo(page, 'customers');
    await page.getByTitle(say(fa.customers.total_other, { count: people })).waitFor();
    for (const query of ['مرتضي كيانيان', 'مرتضی کیانیان', 'کیان', '۹۱۲۶۶۶۶', '0912 666 6587']) {
      await findNobody(page);
      await searchCustomers(page, query);
      await customerRow(page, customer).waitFor();
    }
    for (const query of ['عباس‌نژاد', 'عباس نژاد', 'عباسنژاد']) {
      await findNobody(page);
      await searchCustomers(page, query);
      await customerRow(page, 'شيرين عباس').waitFor();
    }
  });

  it('creates a ticket from the card with T, the subject and Enter, and shows it on the other desk', async () => {
    const [page, other] = [office.page('desk1'), office.page('desk2')];
    await showQueue(other, 'open');
    await openCustomer(page, customer);
    const seen = whenShown(other, subject);
    const entered = whenPressed(page, 'Enter');

    await pressKey(page, 't');
    await field(page, fa.tickets.form.subject).waitFor();
    await page.keyboard.type(subject);
    await page.keyboard.press('Enter');

    const dialog = page.getByRole('dialog');
    await see(dialog, fa.tickets.form.created);
    const parsed = parseTicketNumber(
      (await dialog.getByText(/^[۰-۹]{3}-[۰-۹]{5}-[۰-۹]$/).textContent()) ?? '',
    );
    if (!parsed.ok) throw new Error(parsed.error.type);
    number = parsed.value.number;
    expect(parsed.value.deviceCode).toBe(102);
    await queueRow(other, subject).waitFor();
    const elapsedMs = (await seen) - (await entered);
    console.log(`From Enter on one desk to the other desk's screen: ${elapsedMs} ms`);
    expect(elapsedMs).toBeLessThan(3000);
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'hidden' });
  });

  it('takes a note, a solution with its next step, and a reopening by the colleague', async () => {
    const [page, other] = [office.page('desk1'), office.page('desk2')];
    await openTicket(page);
    await openTicket(other);
    await writeNote(page, note);
    await see(log(other), note);

    await page.getByRole('log').focus();
    await pressKey(page, 'r');
    const resolve = page.getByRole('dialog');
    await field(resolve, fa.tickets.resolve.solution).fill(solution);
    expect(await resolve.getByRole('button', { name: fa.tickets.resolve.submit }).isDisabled()).toBe(true);
    await field(resolve, fa.tickets.resolve.nextStep).fill(nextStep);
    await page.keyboard.press('Control+Enter');
    await see(log(other), solution);
    await see(log(other), nextStep);

    await press(other, fa.tickets.action.reopen);
    await field(other.getByRole('dialog'), fa.tickets.reason.reopen).fill('باز هم خاموش است');
    await other.keyboard.press('Enter');
    await see(log(page), 'باز هم خاموش است');
    await see(page, say(fa.tickets.reopened, { count: 1 }));
  });

  it('works on between the two desks when the hub is killed, and says so', async () => {
    const [page, other] = [office.page('desk1'), office.page('desk2')];
    await office.desk('hub').kill();
    for (const desk of [page, other]) {
      await see(header(desk), say(fa.shell.status.peersOnly_one, { count: 1 }));
    }
    await writeNote(other, noteWithoutHub);
    await see(log(page), noteWithoutHub);
  });

  it('has lost nothing after everything was closed and opened in another order', async () => {
    await office.close('desk1', 'desk2');
    for (const name of ['desk2', 'hub', 'desk1'] as const) await reopen(name);
    await see(header(office.page('hub')), say(fa.shell.status.isHubPeers_other, { count: 2 }));
    for (const name of ['hub', 'desk1', 'desk2'] as const) {
      const page = office.page(name);
      await goTo(page, 'customers');
      await page.getByTitle(say(fa.customers.total_other, { count: people })).waitFor();
      await openTicket(page);
      for (const text of [note, solution, nextStep, noteWithoutHub]) await see(log(page), text);
    }
  });

  it('keeps both values of a field that two desks wrote apart, until one click decides', async () => {
    await office.close('hub', 'desk2');
    const alone = office.page('desk1');
    await see(header(alone), fa.shell.status.alone);
    await openCustomer(alone, customer);
    await writeCity(alone, 'شیراز');
    await see(header(alone), say(fa.shell.status.onlyHere_one, { count: 1 }));
    await office.close('desk1');

    const other = await reopen('desk2');
    await openCustomer(other, customer);
    await writeCity(other, 'تبریز');
    const page = await reopen('desk1');
    await openCustomer(page, customer);
    for (const desk of [page, other]) {
      const card = desk.getByRole('region', {
        name: say(fa.conflicts.heading, { field: fa.conflicts.field.customer.city }),
      });
      await see(card, 'شیراز');
      await see(card, 'تبریز');
      await see(header(desk), say(fa.shell.status.conflicts_one, { count: 1 }));
    }
    const shiraz = page
      .getByRole('region', { name: /^تعارض/ })
      .locator('div')
      .filter({ hasText: /^مقدار دستگاه ۱۰۲.*شیراز/s });
    await press(shiraz.last(), fa.conflicts.choose);
    for (const desk of [page, other]) {
      await unseen(desk, say(fa.conflicts.heading, { field: fa.conflicts.field.customer.city }));
      await eventually(() => city(desk).textContent()).toContain('شیراز');
    }
  });

  it('ran without a single uncaught error in any window', () => {
    expect(office.faults()).toEqual([]);
  });
});
