import type { Locator, Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { catalogues, fa } from '../../shared/i18n/index.ts';
import { parseTicketNumber } from '../../shared/rules/ticket-number.ts';
import { eventually } from './eventually.ts';
import { type OfficeWindows, openOffice } from './office-windows.ts';
import { choose, customerPane, field, header, pressKey, queueRow, say, see, seeDesk } from './screen.ts';
import { stepByStep } from './step-by-step.ts';

/** A day of work on the sample, without a mouse. */
describe('the desk, by keyboard alone', () => {
  let office: OfficeWindows<'desk'>;
  let page: Page;
  let customerName = '';
  let number = '';
  const subject = 'فاکتور با سفارش نمی‌خواند';

  const html = (attribute: string) => page.locator('html').getAttribute(attribute);
  const focusedIn = (place: Locator) => place.evaluate((element) => element.contains(document.activeElement));
  /** The key as a Persian keyboard sends it: its own letter, at the place of the Latin one. */
  const pressOnPersianLayout = (
    key: string,
    code: string,
    held: { ctrlKey?: boolean; shiftKey?: boolean } = {},
  ): Promise<void> =>
    page.evaluate(
      (init) => {
        (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent('keydown', init));
      },
      { key, code, bubbles: true, cancelable: true, ...held },
    );
  const dialog = () => page.getByRole('dialog');
  const closeDialog = async (): Promise<void> => {
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'hidden' });
  };

  beforeAll(async () => {
    office = await openOffice(['desk']);
    page = await office.open('desk');
  });
  stepByStep(() => office);

  it('makes the sample with 3 and signs in with Enter', async () => {
    await see(page, fa.setup.choice.sample);
    await page.keyboard.press('3');
    await field(page, fa.session.name).waitFor();
    await eventually(() => page.evaluate(() => document.activeElement?.getAttribute('type'))).toBe(
      'password',
    );
    await page.keyboard.press('Enter');
    await seeDesk(page);
  });

  it('walks through the queue with J and K', async () => {
    const rows = page.getByRole('listbox', { name: fa.tickets.queueLabel }).getByRole('option');
    const selected = () => rows.evaluateAll((all) => all.findIndex((row) => row.ariaSelected === 'true'));
    await eventually(selected).toBe(0);
    await pressKey(page, 'j');
    await pressKey(page, 'j');
    await eventually(selected).toBe(2);
    await pressKey(page, 'j');
    await pressKey(page, 'k');
    await eventually(selected).toBe(2);
    customerName = (await rows.nth(2).locator('bdi').first().textContent()) ?? '';
    expect(customerName).not.toBe('');
  });

  it('finds a customer in the palette and opens the card', async () => {
    await choose(page, customerName);
    await customerPane(page).getByText(customerName).first().waitFor();
  });

  it('makes a ticket with T, the subject and Enter, and opens it', async () => {
    await pressKey(page, 't');
    await eventually(() => focusedIn(dialog())).toBe(true);
    await page.keyboard.type(subject);
    await page.keyboard.press('Enter');
    await see(dialog(), fa.tickets.form.created);
    const shown = dialog().getByText(/^[۰-۹]{3}-[۰-۹]{5}-[۰-۹]$/);
    const parsed = parseTicketNumber((await shown.textContent()) ?? '');
    if (!parsed.ok) throw new Error(parsed.error.type);
    number = parsed.value.number;
    await pressKey(page, 'o');
    await dialog().waitFor({ state: 'hidden' });
    await queueRow(page, subject).waitFor();
  });

  it('resolves it with R, two texts and Ctrl+Enter', async () => {
    await page.getByRole('log').waitFor();
    await pressKey(page, 'r');
    await see(dialog(), fa.tickets.resolve.title);
    await eventually(() => focusedIn(dialog())).toBe(true);
    await page.keyboard.type('فاکتور تازه فرستاده شد');
    await page.keyboard.press('Tab');
    await page.keyboard.type('کاری نمانده');
    await page.keyboard.press('Control+Enter');
    await dialog().waitFor({ state: 'hidden' });
    await see(page.getByRole('log'), 'فاکتور تازه فرستاده شد');
  });

  it('finds it again by its number', async () => {
    await pressKey(page, 'Alt+2');
    await choose(page, number, subject);
    await see(page.getByRole('log'), 'کاری نمانده');
  });

  it('shows every key with ?', async () => {
    await pressKey(page, '?');
    await see(dialog(), fa.shell.actions.shortcuts);
    await see(dialog(), fa.common.actionGroups.ticket);
    await see(dialog(), fa.tickets.action.reopen);
    await closeDialog();
  });

  it('understands the keys of a Persian keyboard', async () => {
    await pressOnPersianLayout('ف', 'KeyT');
    await see(dialog(), fa.tickets.form.title);
    await closeDialog();
    await pressOnPersianLayout('؟', 'Slash', { shiftKey: true });
    await see(dialog(), fa.shell.actions.shortcuts);
    await closeDialog();
    await pressOnPersianLayout('ن', 'KeyK', { ctrlKey: true });
    await dialog().waitFor();
    await closeDialog();
  });

  it('shows the Jalali date in Persian', async () => {
    await see(header(page), /(شنبه|یکشنبه|دوشنبه|سه‌شنبه|چهارشنبه|پنجشنبه|جمعه) [۰-۹]{1,2} \S+ ۱۴[۰-۹]{2}/);
  });

  it('turns English at once, and Arabic, and Persian again', async () => {
    await choose(page, fa.shell.actions.toEn);
    await eventually(() => html('lang')).toBe('en');
    await eventually(() => html('dir')).toBe('ltr');
    await see(header(page), /[A-Z][a-z]+day,? \d{1,2} [A-Z][a-z]+ 20\d{2}/);
    await see(page, number);
    await see(page, catalogues.en.tickets.status.resolved);

    await choose(page, catalogues.en.shell.actions.toAr);
    await eventually(() => html('lang')).toBe('ar');
    await eventually(() => html('dir')).toBe('rtl');
    await see(header(page), /[٠-٩]{1,2} \S+ ٢٠[٠-٩]{2}/);
    await see(page, catalogues.ar.tickets.status.resolved);

    await choose(page, catalogues.ar.shell.actions.toFa);
    await eventually(() => html('lang')).toBe('fa');
    await eventually(() => html('dir')).toBe('rtl');
    await see(page, say(fa.tickets.status.resolved));
  });

  it('turns dark and light', async () => {
    const scheme = () => html('data-mantine-color-scheme');
    const before = await scheme();
    await choose(page, fa.shell.actions.toggleTheme);
    await eventually(scheme).toBe(before === 'dark' ? 'light' : 'dark');
    await choose(page, fa.shell.actions.toggleTheme);
    await eventually(scheme).toBe(before);
  });

  it('signs out, and ran without an uncaught error', async () => {
    await page.keyboard.press('Control+Shift+L');
    await field(page, fa.session.name).waitFor();
    expect(office.faults()).toEqual([]);
  });
});
