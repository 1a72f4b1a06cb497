import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join as pathOf } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fa } from '../../shared/i18n/index.ts';
import { pickFileNext, pickTargetNext } from '../support/desk-window.ts';
import { type HeadlessCore, startHeadlessCore } from '../support/headless-core.ts';
import { type OfficeWindows, openOffice } from './office-windows.ts';
import {
  begin,
  choose,
  customerPane,
  field,
  header,
  pressKey,
  say,
  see,
  seeDesk,
  signIn,
  unseen,
} from './screen.ts';
import { stepByStep } from './step-by-step.ts';

const admin = { name: 'سارا مدیری', password: 'salam-1405' };
const customer = 'مهران کاوه';
const sameAgain = 'فروشگاه سروش';
const city = 'سنندج';
const fileName = 'فاکتور ۸ (نهایی).pdf';

/** What an office does when parts of it are apart: without a mouse, except to begin. */
describe('two desks whose hub is lost and whose network is cut', () => {
  let office: OfficeWindows<'hub' | 'first' | 'second'>;
  let hub: HeadlessCore | undefined;
  let secret = '';
  let stick = '';
  const body = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * 31 + (i >> 8)) % 256));

  const attachments = (page: Page) => page.getByRole('region', { name: fa.attachments.title });
  const join = async (name: 'first' | 'second'): Promise<void> => {
    const page = await office.open(name);
    await begin(page, 'join');
    await field(page, fa.setup.join.address).fill(`127.0.0.1:${office.portOf('hub')}`);
    await field(page, fa.setup.join.secret).fill(secret);
    await page.keyboard.press('Enter');
    await signIn(page, admin);
    await seeDesk(page);
  };
  const reopen = async (name: 'first' | 'second'): Promise<Page> => {
    const page = await office.open(name);
    await signIn(page, admin);
    await seeDesk(page);
    return page;
  };
  const openCard = async (page: Page, name: string): Promise<void> => {
    await choose(page, name);
    await customerPane(page).getByText(name).first().waitFor();
  };
  /** Walks with Tab until the named element has the focus, as somebody without a mouse. */
  const tabTo = async (page: Page, name: string): Promise<void> => {
    const here = () =>
      page.evaluate(() => {
        const { activeElement } = document;
        return activeElement?.ariaLabel ?? activeElement?.textContent ?? '';
      });
    for (let presses = 0; presses < 80; presses += 1) {
      await page.keyboard.press('Tab');
      if ((await here()).includes(name)) return;
    }
    throw new Error(`Tab never came to ${name}`);
  };

  beforeAll(async () => {
    office = await openOffice(['hub', 'first', 'second']);
    stick = pathOf(office.folder, 'stick');
    mkdirSync(stick);
    writeFileSync(pathOf(stick, fileName), body);
    hub = await startHeadlessCore({
      dataDir: pathOf(office.folder, 'hub'),
      args: ['--discovery', 'off', '--sync-port', String(office.portOf('hub'))],
    });
    const made = await hub.api.setup.create({
      organisationName: 'نمونه‌کالا',
      adminName: admin.name,
      password: admin.password,
      workingWeek: 'ir',
      language: 'fa',
    });
    secret = made.joinSecret;
    await hub.api.session.signIn(admin);
    for (const displayName of [customer, sameAgain]) await hub.api.customer.create({ displayName });
    await join('first');
    await join('second');
  });
  afterAll(() => hub?.kill());
  stepByStep(() => office);

  it('shows a file that one desk attached on the other desk, which can save it', async () => {
    const [page, other] = [office.page('first'), office.page('second')];
    await openCard(page, sameAgain);
    await openCard(other, sameAgain);
    await pickFileNext(office.desk('first'), pathOf(stick, fileName));
    await pressKey(page, 'Shift+A');
    await see(attachments(page), fileName);
    await see(attachments(page), fa.attachments.here);

    await see(attachments(other), fileName);
    await see(attachments(other), fa.attachments.here);
    const saved = pathOf(stick, 'saved.pdf');
    await pickTargetNext(office.desk('second'), saved);
    await tabTo(other, fa.attachments.save);
    await other.keyboard.press('Enter');
    await see(other, 'saved.pdf');
    expect(readFileSync(saved).equals(body)).toBe(true);
  });

  it('joins two records of one customer with Shift+M, and separates them with Z', async () => {
    const [page, other] = [office.page('first'), office.page('second')];
    await openCard(other, customer);
    await openCard(page, customer);
    await pressKey(page, 'Shift+M');
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    await page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'combobox');
    await page.keyboard.type(sameAgain);
    await dialog.getByRole('option').filter({ hasText: sameAgain }).waitFor();
    await page.keyboard.press('Enter');
    for (const desk of [page, other]) {
      await see(customerPane(desk), fa.customers.merged.title);
      await see(attachments(desk), fileName);
    }
    await pressKey(page, 'z');
    for (const desk of [page, other]) {
      await unseen(customerPane(desk), fa.customers.merged.title);
      await unseen(attachments(desk), fileName);
    }
  });

  it('makes another PC the hub when the hub is gone', async () => {
    const [page, other] = [office.page('first'), office.page('second')];
    await hub?.kill();
    for (const desk of [page, other]) {
      await see(header(desk), say(fa.shell.status.peersOnly_one, { count: 1 }));
    }
    await pressKey(page, 'Alt+5');
    await see(page, fa.network.hubGoneTitle);
    await tabTo(page, fa.network.hubGoneSecret);
    await page.keyboard.type(secret.toLowerCase());
    await page.keyboard.press('Enter');
    await see(page, fa.network.hubTaken);
    await see(header(page), say(fa.shell.status.isHubPeers_one, { count: 1 }));
    await see(header(other), fa.shell.status.hubOnly);
  });

  it('carries what one desk wrote alone to the other in a file', async () => {
    const page = office.page('first');
    const carried = pathOf(stick, 'changes.paydar');
    await office.close('second');
    await openCard(page, customer);
    await tabTo(page, say(fa.customers.edit.action, { field: fa.customers.fields.city }));
    await page.keyboard.press('Enter');
    await field(page, fa.customers.fields.city).waitFor();
    await page.keyboard.type(city);
    await page.keyboard.press('Enter');
    await see(header(page), say(fa.shell.status.onlyHere_one, { count: 1 }));
    await pickTargetNext(office.desk('first'), carried);
    await pressKey(page, 'Alt+5');
    await see(page, fa.exchange.title);
    await choose(page, fa.exchange.shortcuts.export);
    await see(page, say(fa.exchange.exported, { path: '' }).trim());
    await office.close('first');

    const other = await reopen('second');
    await pickFileNext(office.desk('second'), carried);
    await pressKey(other, 'Alt+5');
    await see(other, fa.exchange.title);
    await choose(other, fa.exchange.shortcuts.import);
    await see(other, fa.exchange.imported);
    await see(other, say(fa.exchange.fresh_one, { count: 1 }));
    await see(other, fa.exchange.noConflicts);
    await openCard(other, customer);
    await see(customerPane(other), city);
  });

  it('ran without a single uncaught error in any window', () => {
    expect(office.faults()).toEqual([]);
  });
});
