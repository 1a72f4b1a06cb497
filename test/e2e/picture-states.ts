// States that are rare and must be clear all the same: notices, carried changes, a lost hub, attachments that
// are elsewhere, joined records, a join under way. Most stand in for the core's answer; see stand-in.ts.
import type { Page } from 'playwright-core';
import type { ApiOutputs } from '../../shared/contract/index.ts';
import { catalogues } from '../../shared/i18n/index.ts';
import { idSchema } from '../../shared/lib/ids.ts';
import type { Language } from '../../shared/lib/language.ts';
import { pressKey, see } from './screen.ts';
import { standIn, withdraw } from './stand-in.ts';

type Take = (name: string) => Promise<void>;
type Listed = ApiOutputs['notices']['list'][number];
type Job = ApiOutputs['exchange']['progress'][number];
type Attachment = ApiOutputs['attachment']['list'][number];

const mebibyte = 2 ** 20;
const minuteMs = 60_000;

const idOf = (n: number): string => `01926a00-0000-7000-8000-${String(n).padStart(12, '0')}`;
const deviceId = idSchema<'device'>().parse(idOf(104));

/** One of every kind, the gravest in the middle. */
export const everyNotice: readonly Listed[] = [
  { key: 'clock', notice: { kind: 'clock-wrong', offsetMs: 43 * minuteMs }, isDismissible: false },
  { key: 'time', notice: { kind: 'clock-unknown' }, isDismissible: false },
  {
    key: 'identity',
    notice: { kind: 'identity-renewed', oldCode: 102, newCode: 107, reissued: 12 },
    isDismissible: true,
  },
  {
    key: 'code',
    notice: { kind: 'code-changed', oldCode: 104, newCode: 108, renumbered: 3 },
    isDismissible: true,
  },
  {
    key: 'set-aside',
    notice: {
      kind: 'database-set-aside',
      cause: 'corrupt',
      recovered: 3,
      left: 2,
      path: 'set-aside/2026-11-22T03-40-00-corrupt',
    },
    isDismissible: true,
  },
  { key: 'disk', notice: { kind: 'disk-full', freeBytes: 12 * mebibyte }, isDismissible: false },
  { key: 'low', notice: { kind: 'disk-low', freeBytes: 840 * mebibyte }, isDismissible: false },
  {
    key: 'checkpoint',
    notice: { kind: 'checkpoint-receiving', received: 31 * mebibyte, total: 74 * mebibyte },
    isDismissible: false,
  },
  {
    key: 'replica',
    notice: { kind: 'replica-differs', deviceCode: 104, entities: ['customer'] },
    isDismissible: false,
  },
];

const places: Readonly<Record<Language, { readonly device: string; readonly files: readonly string[] }>> = {
  fa: { device: 'میز نیما', files: ['فاکتور ۱۴۰۵-۸ (نسخهٔ نهایی).pdf', 'عکس دستگاه IMG_2041.jpg'] },
  ar: { device: 'مكتب ليلى', files: ['فاتورة ٨-٢٠٢٦ (النسخة النهائية).pdf', 'صورة الجهاز IMG_2041.jpg'] },
  en: { device: 'Front desk', files: ['Invoice 2026-08 (final).pdf', 'Device IMG_2041.jpg'] },
};

const attachment = (n: number, changed: Partial<Attachment>): Attachment => ({
  id: idSchema<'attachment'>().parse(idOf(n)),
  fileName: 'file.pdf',
  mediaType: 'application/octet-stream',
  sizeBytes: 214_000,
  kind: 'file',
  agentName: null,
  state: 'here',
  progress: 0,
  holders: [],
  ...changed,
});

/** Here, on its way, on one device, on many, and nowhere that is known. */
export const attachmentsEverywhere = (language: Language): Attachment[] => {
  const { device, files } = places[language];
  const holder = { deviceId, code: 104, name: device, connected: true };
  return [
    attachment(1, { fileName: files[0] ?? '' }),
    attachment(2, { fileName: files[1] ?? '', sizeBytes: 4_812_331, state: 'fetching', progress: 0.37 }),
    attachment(3, { fileName: 'contract_v3.docx', state: 'elsewhere', holders: [holder] }),
    attachment(4, {
      fileName: 'Recording 2026-11-21 14-05 customer call, second half.m4a',
      sizeBytes: 22 * mebibyte,
      state: 'elsewhere',
      holders: [holder, { ...holder, code: 101, name: null, connected: false }],
    }),
    attachment(5, { fileName: 'scan-0007.tiff', state: 'elsewhere' }),
  ];
};

const jobOf = (changed: Partial<Job>): Job => ({
  jobId: idOf(9),
  kind: 'import',
  path: '/media/usb/paydar-104-2026-11-22.paydar',
  state: 'running',
  phase: 'applying',
  done: 0,
  total: 0,
  error: null,
  contents: null,
  report: null,
  elapsedMs: 900,
  ...changed,
});

/** What carrying changes can look like, by the name of its picture. */
export const carryJobs = (language: Language) => {
  const now = Date.now();
  const from = { deviceId, code: 104, name: places[language].device, operations: 1840 };
  return {
    'carry-running': jobOf({ done: 12_400, total: 31_980 }),
    'carry-checking': jobOf({ phase: 'checking', done: 8200 }),
    'carry-imported': jobOf({
      state: 'done',
      contents: {
        from,
        madeAt: now - 35 * minuteMs,
        operations: 2104,
        fresh: 1862,
        devices: [from, { ...from, code: 101, name: null, operations: 22 }],
        missing: [{ ...from, code: null, name: null, operations: 6 }],
        oldestAt: now - 3 * 24 * 60 * minuteMs,
        newestAt: now - 36 * minuteMs,
      },
      report: { fresh: 1862, present: 242, conflicts: 3 },
    }),
    'carry-exported': jobOf({ kind: 'export', state: 'done', phase: 'writing', done: 2104, total: 2104 }),
    'carry-refused': jobOf({
      state: 'failed',
      phase: 'checking',
      error: { code: 'exchange-damaged', data: {} },
    }),
  } as const satisfies Readonly<Record<string, Job>>;
};

/** One copy that agrees, one that differs, one of another version. */
export const copiesDiffer = (language: Language): ApiOutputs['audit']['status']['peers'] => {
  const comparedAt = Date.now() - 3 * minuteMs;
  const usual = { deviceId, isConnected: true, comparedAt, differing: [], outcome: null };
  return [
    { ...usual, code: 101, name: null, state: 'agree' },
    {
      ...usual,
      deviceId: idSchema<'device'>().parse(idOf(105)),
      code: 104,
      name: places[language].device,
      state: 'differ',
      differing: [{ entity: 'customer', rows: 3 }],
    },
    {
      ...usual,
      deviceId: idSchema<'device'>().parse(idOf(106)),
      code: 105,
      name: 'Paydar',
      isConnected: false,
      comparedAt: null,
      state: 'other-version',
    },
  ];
};

const restOf = (page: Page): Promise<void> =>
  page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 60)));

export const photographNotices = async (page: Page, take: Take): Promise<void> => {
  const show = async (name: string, list: Listed[]): Promise<void> => {
    await standIn(page, 'notices.list', list);
    await restOf(page);
    await take(name);
  };
  await show('notices-one', everyNotice.slice(2, 3));
  await show('notices-two', everyNotice.slice(3, 5));
  await show('notices-many', [...everyNotice]);
  await page.getByRole('status').locator('[aria-expanded]').click();
  await take('notices-all');
  await withdraw(page, 'notices.list');
};

export const photographAttachments = async (
  page: Page,
  language: Language,
  take: Take,
  name: string,
): Promise<void> => {
  const list = page.getByRole('region', { name: catalogues[language].attachments.title });
  await standIn(page, 'attachment.list', attachmentsEverywhere(language));
  await see(list, 'contract_v3.docx');
  await list.scrollIntoViewIfNeeded();
  await take(name);
  await withdraw(page, 'attachment.list');
};

/** By the keyboard, for real. The card of a customer is open. */
export const photographMerge = async (page: Page, language: Language, take: Take): Promise<void> => {
  const dialog = page.getByRole('dialog');
  await pressKey(page, 'Shift+M');
  await dialog.waitFor();
  await page.keyboard.type(language === 'en' ? 'mar' : 'مری');
  await dialog.getByRole('option').first().waitFor();
  await take('merge-pick');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'hidden' });
  const title = page.getByText(catalogues[language].customers.merged.title);
  await title.waitFor();
  await title.scrollIntoViewIfNeeded();
  await take('merged');
  await pressKey(page, 'z');
  await title.waitFor({ state: 'hidden' });
};

export const photographNetwork = async (page: Page, language: Language, take: Take): Promise<void> => {
  for (const [name, job] of Object.entries(carryJobs(language))) {
    await standIn(page, 'exchange.progress', [job]);
    await restOf(page);
    await page.getByRole('heading', { name: catalogues[language].exchange.title }).scrollIntoViewIfNeeded();
    await page.locator('main').evaluate((main) => main.scrollTo(0, main.scrollHeight));
    await take(name);
  }
  await withdraw(page, 'exchange.progress');
  await standIn(page, 'audit.status', { peers: copiesDiffer(language) });
  await restOf(page);
  await take('copies-differ');
  await withdraw(page, 'audit.status');
  await standIn(page, 'setup.status', {
    user: { id: idSchema<'user'>().parse(idOf(2)), name: places[language].device, role: 'admin' },
  });
  await standIn(page, 'sync.status', {
    hubSeen: false,
    hubLastSeenAt: Date.now() - 95 * minuteMs,
    peers: 1,
    onlyHere: 4,
    openConflicts: 2,
    clockOffsetMs: -7 * minuteMs,
  });
  await page.locator('main').evaluate((main) => main.scrollTo(0, 0));
  await see(page, catalogues[language].network.hubGoneTitle);
  await take('hub-lost');
  await withdraw(page, 'sync.status');
  await withdraw(page, 'setup.status');
};

/** On the page where one signs in. */
export const photographJoining = async (page: Page, language: Language, take: Take): Promise<void> => {
  await standIn(page, 'setup.status', {
    state: 'joining',
    join: { phase: 'receiving', received: 31 * mebibyte, total: 74 * mebibyte, unit: 'bytes' },
  });
  await see(page, catalogues[language].setup.join.cancel);
  await take('joining');
  await standIn(page, 'setup.status', { state: 'joining', rejoining: true });
  await see(page, catalogues[language].setup.rejoin.waiting);
  await take('rejoining');
  await withdraw(page, 'setup.status');
};
