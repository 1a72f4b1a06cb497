/**
 * `npm run pictures`: a picture of every screen in each language, theme and size, and, when nothing was left out,
 * the few that the README and the guide show into `docs/guide`. With `--states` only the rare states of
 * picture-states.ts.
 */
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { openDatabase } from '../../electron/core/db/database.ts';
import { catalogues } from '../../shared/i18n/index.ts';
import { type Language, languages } from '../../shared/lib/language.ts';
import { type DeskWindow, fixture, openDeskWindow, pickFileNext } from '../support/desk-window.ts';
import { orUsage } from '../support/or-usage.ts';
import { openPictureOffice } from './picture-office.ts';
import {
  photographAttachments,
  photographJoining,
  photographMerge,
  photographNetwork,
  photographNotices,
} from './picture-states.ts';
import { field, openPalette, press, pressKey, see } from './screen.ts';

const everySize = [
  { width: 1366, height: 768 },
  { width: 1920, height: 1080 },
] as const;
const schemes = ['light', 'dark'] as const;

type Size = (typeof everySize)[number];

interface Wish {
  readonly out: string;
  readonly sizes: readonly Size[];
  readonly onlyStates: boolean;
}

const guide = [
  'queue-fa-light',
  'queue-fa-dark',
  'queue-en-light',
  'queue-ar-light',
  'customer-fa-light',
  'import-fa-light',
  'network-fa-light',
  'carry-imported-fa-light',
  'attachments-fa-light',
];

const resize = async ({ app, page }: DeskWindow, size: Size): Promise<void> => {
  await app.evaluate(({ BrowserWindow }, { width, height }) => {
    BrowserWindow.getAllWindows()[0]?.setContentSize(width, height);
  }, size);
  await page.waitForFunction(({ width, height }) => innerWidth === width && innerHeight === height, size);
};

/** Photographs what is on screen in both themes and sizes, and goes back to the first. */
const photographer =
  (desk: DeskWindow, language: Language, { out, sizes }: Wish) =>
  async (name: string) => {
    const { page } = desk;
    // The pointer would raise a tooltip, and a caret blinks.
    await page.mouse.move(1, 1);
    for (const size of sizes) {
      await resize(desk, size);
      for (const scheme of schemes) {
        await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
        await page.locator(`html[data-mantine-color-scheme=${scheme}]`).waitFor();
        await page.waitForFunction(() =>
          document.getAnimations().every(({ playState }) => playState !== 'running'),
        );
        await page.screenshot({
          path: join(out, `${name}-${language}-${scheme}-${size.width}.png`),
          caret: 'hide',
        });
      }
    }
    await page.emulateMedia({ colorScheme: schemes[0] });
    await resize(desk, everySize[0]);
    process.stderr.write(`${language} ${name}\n`);
  };

const closeDialog = async (page: Page): Promise<void> => {
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
};

const firstRun = async (folder: string, language: Language, wish: Wish): Promise<void> => {
  if (wish.onlyStates) return;
  const words = catalogues[language];
  const desk = await openDeskWindow({ dataDir: join(folder, 'fresh'), args: ['--discovery', 'off'] });
  const { page } = desk;
  const take = photographer(desk, language, wish);
  await see(page, catalogues.fa.setup.welcome);
  const ownName = { fa: 'فارسی', ar: 'العربية', en: 'English' };
  await page.getByText(ownName[language], { exact: true }).click();
  await see(page, words.setup.welcome);
  await take('first-run');
  await page.keyboard.press('1');
  await field(page, words.setup.create.organisationName).waitFor();
  await take('create');
  await page.keyboard.press('Escape');
  await pressKey(page, '2');
  await field(page, words.setup.join.address).waitFor();
  await take('join');
  await desk.close();
};

/** A database of which two pages are spoilt, on a PC that belongs to no call centre to fetch it from. */
const damaged = async (folder: string, language: Language, wish: Wish): Promise<void> => {
  const dataDir = join(folder, 'damaged');
  mkdirSync(dataDir, { recursive: true });
  const path = join(dataDir, 'paydar.sqlite');
  const opened = openDatabase(path);
  if (!opened.ok) throw new Error(opened.error.type);
  opened.value.close();
  writeFileSync(path, readFileSync(path).fill(0xa5, 4096, 3 * 4096));
  const desk = await openDeskWindow({ dataDir, args: ['--discovery', 'off'] });
  const { page } = desk;
  await page.getByRole('alert').waitFor();
  const ownName = { fa: 'فارسی', ar: 'العربية', en: 'English' };
  await page.getByText(ownName[language], { exact: true }).click();
  await see(page, catalogues[language].shell.failure.safe);
  await photographer(desk, language, wish)('damaged');
  await desk.close();
};

type Take = (name: string) => Promise<void>;

const queueScreens = async (page: Page, language: Language, take: Take): Promise<void> => {
  const words = catalogues[language];
  await take('queue');
  await pressKey(page, 't');
  await field(page, words.tickets.form.subject).waitFor();
  await take('new-ticket');
  await closeDialog(page);
  await pressKey(page, 'r');
  await see(page.getByRole('dialog'), words.tickets.resolve.solution);
  await take('resolve');
  await closeDialog(page);
  await openPalette(page);
  await page.keyboard.type(language === 'en' ? 'ma' : 'م');
  await see(page.getByRole('dialog'), words.shell.palette.customers);
  await take('palette');
  await closeDialog(page);
  await pressKey(page, '?');
  await page.getByRole('dialog').waitFor();
  await take('keys');
  await closeDialog(page);
};

const otherScreens = async (desk: DeskWindow, language: Language, take: Take): Promise<void> => {
  const { page } = desk;
  const words = catalogues[language];
  await pressKey(page, 'Alt+3');
  await see(page, words.import.file.drop);
  await take('import-file');
  await pickFileNext(desk, fixture('import/customers-cp1256.csv'));
  await press(page, words.import.file.choose);
  await see(page, words.import.columns.title);
  await take('import-columns');
  await press(page, words.import.columns.check);
  await see(page, words.import.report.title);
  await take('import');
  await pressKey(page, 'Alt+4');
  await page.getByRole('region').first().waitFor();
  await take('conflicts');
};

const work = async (folder: string, language: Language, wish: Wish): Promise<void> => {
  const words = catalogues[language];
  const office = await openPictureOffice(folder, language);
  const desk = await openDeskWindow(office);
  const { page } = desk;
  const take = photographer(desk, language, wish);
  /** A picture that is not of a rare state. */
  const takeUsual: Take = async (name) => (wish.onlyStates ? undefined : take(name));
  try {
    await field(page, words.session.name).waitFor();
    await photographJoining(page, language, take);
    await field(page, words.session.name).fill(office.account.name);
    await takeUsual('sign-in');
    await press(page, words.session.signIn);
    await page.getByRole('navigation', { name: words.shell.mainNavigation }).waitFor();
    await see(page.getByRole('banner'), words.shell.status.inSync);
    await page.getByRole('log').waitFor();
    if (!wish.onlyStates) await queueScreens(page, language, take);
    await photographNotices(page, take);
    await photographAttachments(page, language, take, 'ticket-attachments');
    await pressKey(page, 'Alt+2');
    const row = page.getByRole('option').nth(3);
    const customer = (await row.locator('bdi').first().textContent()) ?? '';
    await row.click();
    // The card of whoever was open before stands until this one is read.
    await page.getByRole('complementary').getByText(customer).first().waitFor();
    await takeUsual('customer');
    await photographAttachments(page, language, take, 'attachments');
    await photographMerge(page, language, take);
    if (!wish.onlyStates) await otherScreens(desk, language, take);
    await pressKey(page, 'Alt+5');
    await page.locator('svg[role=img]').waitFor();
    await takeUsual('network');
    await photographNetwork(page, language, take);
    await pressKey(page, 'Alt+6');
    await see(page, words.settings.users);
    await takeUsual('settings');
  } catch (error) {
    await page.screenshot({ path: join(wish.out, `failed-${language}.png`) });
    throw error;
  } finally {
    await desk.close();
    await office.close();
  }
};

const usage = `npm run pictures -- --out DIR [--languages ${languages.join()}] [--sizes ${everySize.map(({ width }) => width).join()}] [--states]`;

/** Those of `known` that were asked for. @throws when there is none of one of them. */
const chosen = <T>(known: readonly T[], nameOf: (one: T) => string, asked: string | undefined): T[] => {
  const names = asked?.split(',');
  const unknown = names?.find((name) => !known.some((one) => nameOf(one) === name));
  if (unknown !== undefined) throw new Error(`There is no ${unknown}: ${known.map(nameOf).join(', ')}`);
  return known.filter((one) => names?.includes(nameOf(one)) ?? true);
};

/** @throws when it cannot be done. */
const readWish = () => {
  const { values } = parseArgs({
    options: {
      out: { type: 'string' },
      languages: { type: 'string' },
      sizes: { type: 'string' },
      states: { type: 'boolean', default: false },
    },
  });
  if (!values.out) throw new Error('--out needs a folder for the pictures.');
  return {
    out: values.out,
    states: values.states,
    wanted: chosen(languages, (language) => language, values.languages),
    sizes: chosen(everySize, ({ width }) => String(width), values.sizes),
  };
};

const main = async (): Promise<void> => {
  const { wanted, sizes, ...values } = orUsage(usage, readWish);
  const out = resolve(process.env.INIT_CWD ?? '.', values.out);
  mkdirSync(out, { recursive: true });
  const wish: Wish = { out, sizes, onlyStates: values.states };
  const folder = mkdtempSync(join(tmpdir(), 'paydar-pictures-'));
  try {
    for (const language of wanted) {
      await firstRun(join(folder, language), language, wish);
      await damaged(join(folder, language), language, wish);
      await work(join(folder, language), language, wish);
      process.stdout.write(`${language}: done\n`);
    }
    const isWhole =
      !wish.onlyStates && wanted.length === languages.length && sizes.length === everySize.length;
    const shown = join(import.meta.dirname, '..', '..', 'docs', 'guide');
    if (isWhole)
      for (const name of guide) copyFileSync(join(out, `${name}-1366.png`), join(shown, `${name}.png`));
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
};

await main();
