/**
 * `npm run pictures -- --out DIR`: a picture of every screen in each language, theme and size, and the few
 * that the README and the guide show into `docs/guide`.
 */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { catalogues } from '../../shared/i18n/index.ts';
import { type Language, languages } from '../../shared/lib/language.ts';
import { type DeskWindow, fixture, openDeskWindow, pickFileNext } from '../support/desk-window.ts';
import { openPictureOffice } from './picture-office.ts';
import { field, openPalette, press, pressKey, see } from './screen.ts';

const sizes = [
  { width: 1366, height: 768 },
  { width: 1920, height: 1080 },
] as const;
const schemes = ['light', 'dark'] as const;

const guide = [
  'queue-fa-light',
  'queue-fa-dark',
  'queue-en-light',
  'queue-ar-light',
  'customer-fa-light',
  'import-fa-light',
  'network-fa-light',
];

const resize = async ({ app, page }: DeskWindow, size: (typeof sizes)[number]): Promise<void> => {
  await app.evaluate(({ BrowserWindow }, { width, height }) => {
    BrowserWindow.getAllWindows()[0]?.setContentSize(width, height);
  }, size);
  await page.waitForFunction(({ width, height }) => innerWidth === width && innerHeight === height, size);
};

/** Photographs what is on screen in both themes and sizes, and goes back to the first. */
const photographer = (desk: DeskWindow, language: Language, out: string) => async (name: string) => {
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
  await resize(desk, sizes[0]);
};

const closeDialog = async (page: Page): Promise<void> => {
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
};

const firstRun = async (folder: string, language: Language, out: string): Promise<void> => {
  const words = catalogues[language];
  const desk = await openDeskWindow({ dataDir: join(folder, 'fresh'), args: ['--discovery', 'off'] });
  const { page } = desk;
  const take = photographer(desk, language, out);
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

const work = async (folder: string, language: Language, out: string): Promise<void> => {
  const words = catalogues[language];
  const office = await openPictureOffice(folder, language);
  const desk = await openDeskWindow(office);
  try {
    const { page } = desk;
    const take = photographer(desk, language, out);
    await field(page, words.session.name).fill(office.account.name);
    await take('sign-in');
    await press(page, words.session.signIn);
    await page.getByRole('navigation', { name: words.shell.mainNavigation }).waitFor();
    await see(page.getByRole('banner'), words.shell.status.inSync);
    await page.getByRole('log').waitFor();
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
    await pressKey(page, 'Alt+2');
    await page.getByRole('option').nth(3).click();
    await page.getByRole('complementary').first().waitFor();
    await take('customer');
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
    await pressKey(page, 'Alt+5');
    await page.getByRole('img').waitFor();
    await take('network');
    await pressKey(page, 'Alt+6');
    await see(page, words.settings.users);
    await take('settings');
  } finally {
    await desk.close();
    await office.close();
  }
};

const main = async (): Promise<void> => {
  const { values } = parseArgs({ options: { out: { type: 'string', default: 'pictures' } } });
  const out = resolve(process.env.INIT_CWD ?? '.', values.out);
  mkdirSync(out, { recursive: true });
  const folder = mkdtempSync(join(tmpdir(), 'paydar-pictures-'));
  try {
    for (const language of languages) {
      await firstRun(join(folder, language), language, out);
      await work(join(folder, language), language, out);
      process.stdout.write(`${language}: done\n`);
    }
    const shown = join(import.meta.dirname, '..', '..', 'docs', 'guide');
    for (const name of guide) copyFileSync(join(out, `${name}-1366.png`), join(shown, `${name}.png`));
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
};

await main();
