// What a person does in a window and what they read there, by the labels of the Persian catalogue.
import type { Locator, Page } from 'playwright-core';
import { fa } from '../../shared/i18n/index.ts';
import { localizeDigits, toAsciiDigits } from '../../shared/rules/digits.ts';
import { type DeskWindow, pickFileNext } from '../support/desk-window.ts';

type Place = Page | Locator;

export const faDigits = (value: number | string): string => localizeDigits(String(value), 'fa');

/** A text of the catalogue with its blanks filled in, numbers in Persian digits. */
export const say = (text: string, words: Readonly<Record<string, number | string>> = {}): string =>
  text.replace(/\{\{(\w+)\}\}/g, (_blank, name: string) => {
    const word = words[name];
    return typeof word === 'number' ? faDigits(word) : (word ?? '');
  });

/** The same with whatever stands in the blanks that are not named. */
export const sentence = (text: string, words: Readonly<Record<string, number | string>> = {}): RegExp => {
  const parts = text.split(/(\{\{\w+\}\})/);
  const isOpen = (part: string) => part.startsWith('{{') && !(part.slice(2, -2) in words);
  return new RegExp(parts.map((part) => (isOpen(part) ? '.+' : literally(say(part, words)))).join(''));
};

export const see = (place: Place, text: string | RegExp): Promise<void> =>
  place.getByText(text).first().waitFor({ state: 'visible' });

export const unseen = (place: Place, text: string | RegExp): Promise<void> =>
  place.getByText(text).first().waitFor({ state: 'hidden' });

export const field = (place: Place, label: string): Locator =>
  place.getByRole('textbox', { name: label, exact: true });

/** Presses the button whose name begins so: most carry their key after the name. */
export const press = (place: Place, name: string): Promise<void> =>
  place
    .getByRole('button', { name: new RegExp(`^${literally(name)}`) })
    .first()
    .click();

const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Presses a key once the page has come to rest: what it just showed then listens to its keys. */
export const pressKey = async (page: Page, key: string): Promise<void> => {
  await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve, { timeout: 2000 })));
  await page.keyboard.press(key);
};

/** Opens the palette and waits until it takes what is typed. */
export const openPalette = async (page: Page): Promise<void> => {
  await pressKey(page, 'Control+k');
  await page.getByRole('dialog').waitFor();
  await page.waitForFunction(() => document.querySelector('[role=dialog]')?.contains(document.activeElement));
};

/** Finds something in the palette and runs or opens the first of what was found. */
export const choose = async (page: Page, query: string, found: string | RegExp = query): Promise<void> => {
  await openPalette(page);
  const dialog = page.getByRole('dialog');
  await page.keyboard.type(query);
  await dialog.locator('[data-selected]').filter({ hasText: found }).waitFor();
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'hidden' });
};

/** One of the three ways to begin. */
export const begin = (page: Page, choice: 'create' | 'join' | 'sample'): Promise<void> =>
  page.getByRole('button', { name: fa.setup.choice[choice] }).click();

type Screen = keyof typeof fa.shell.screens;

export const goTo = async (page: Page, screen: Screen): Promise<void> => {
  const rail = page.getByRole('navigation', { name: fa.shell.mainNavigation });
  await press(rail, fa.shell.screens[screen]);
  await page.locator('main').waitFor();
};

/** Signed in and at the desk. */
export const seeDesk = (page: Page): Promise<void> =>
  page.getByRole('navigation', { name: fa.shell.mainNavigation }).waitFor();

export type Account = { readonly name: string; readonly password: string };

export const signIn = async (page: Page, { name, password }: Account): Promise<void> => {
  await field(page, fa.session.name).fill(name);
  await page.getByLabel(fa.session.password, { exact: true }).fill(password);
  await press(page, fa.session.signIn);
};

export type NewOffice = Account & { readonly organisationName: string };

/** The first run's first choice. @returns the secret with which others join. */
export const createOffice = async (page: Page, office: NewOffice): Promise<string> => {
  await begin(page, 'create');
  await field(page, fa.setup.create.organisationName).fill(office.organisationName);
  await field(page, fa.setup.create.adminName).fill(office.name);
  await page.getByLabel(fa.setup.create.password, { exact: true }).fill(office.password);
  await page.getByLabel(fa.setup.create.passwordAgain).fill(office.password);
  await press(page, fa.setup.create.submit);
  return (await page.getByText(/^[0-9A-Z]{5}(-[0-9A-Z]{5}){3}$/).textContent()) ?? '';
};

/** The header: who is seen, what is only here, the date. */
export const header = (page: Page): Locator => page.getByRole('banner');

export const searchCustomers = async (page: Page, query: string): Promise<void> => {
  await page.getByRole('searchbox', { name: fa.customers.filter.label }).fill(query);
};

/** So that what is found next was not there before. */
export const findNobody = async (page: Page): Promise<void> => {
  const nobody = 'هیچ‌کس ۰۰۰';
  await searchCustomers(page, nobody);
  await see(page, say(fa.customers.filter.none, { query: nobody }));
};

export const customerRow = (page: Page, name: string): Locator =>
  page.getByRole('listbox', { name: fa.customers.listLabel }).getByRole('option').filter({ hasText: name });

export const customerPane = (page: Page): Locator =>
  page.getByRole('complementary').filter({ hasText: fa.customers.contacts.title });

/** What happened between us and the customer, beside the card. */
export const customerStory = (page: Page, name: string): Locator =>
  page.getByLabel(say(fa.customers.timeline.label, { name }));

export const openCustomer = async (page: Page, name: string): Promise<void> => {
  await goTo(page, 'customers');
  await searchCustomers(page, name);
  await customerRow(page, name).first().click();
  await customerPane(page).getByText(name).first().waitFor();
};

export const queueRow = (page: Page, text: string): Locator =>
  page.getByRole('listbox', { name: fa.tickets.queueLabel }).getByRole('option').filter({ hasText: text });

type Scope = keyof typeof fa.tickets.scopeShort;

export const showQueue = async (page: Page, scope: Scope): Promise<void> => {
  await goTo(page, 'queue');
  await page.getByRole('tab', { name: new RegExp(`^${fa.tickets.scopeShort[scope]}`) }).click();
  // Rows under the pointer are held still: a person who only looks has it elsewhere.
  await page.mouse.move(2, 2);
};

/** The figures of an import's report, by their Persian names. */
export type Figures = Readonly<Record<'created' | 'merged' | 'unchanged' | 'warned' | 'rejected', number>>;

export const readFigures = async (page: Page): Promise<Figures> => {
  const { created, merged, unchanged, warned, rejected } = fa.import.report;
  const read = async (name: string): Promise<number> => {
    const term = page.locator('dt').filter({ hasText: new RegExp(`^${name}$`) });
    const text = await term.locator('xpath=following-sibling::dd/span[1]').textContent();
    return Number(toAsciiDigits(text ?? '').replaceAll('٬', ''));
  };
  return {
    created: await read(created),
    merged: await read(merged),
    unchanged: await read(unchanged),
    warned: await read(warned),
    rejected: await read(rejected),
  };
};

/** From the file to the dry run's report. */
export const checkFile = async (desk: DeskWindow, path: string): Promise<Figures> => {
  await chooseFile(desk, path);
  return checkColumns(desk.page);
};

export const chooseFile = async (desk: DeskWindow, path: string): Promise<void> => {
  await goTo(desk.page, 'import');
  await pickFileNext(desk, path);
  await press(desk.page, fa.import.file.choose);
};

export const checkColumns = async (page: Page): Promise<Figures> => {
  await see(page, fa.import.columns.title);
  await press(page, fa.import.columns.check);
  await see(page, fa.import.report.title);
  return readFigures(page);
};
