import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { fa } from '../../shared/i18n/index.ts';
import { fixture, patienceMs } from '../support/desk-window.ts';
import { type OfficeWindows, openOffice } from './office-windows.ts';
import { attachmentsEverywhere, carryJobs, copiesDiffer, everyNotice } from './picture-states.ts';
import {
  begin,
  checkFile,
  customerPane,
  field,
  goTo,
  openPalette,
  press,
  pressKey,
  queueRow,
  see,
  seeDesk,
  showQueue,
} from './screen.ts';
import { standIn, withdraw } from './stand-in.ts';

const found = z.array(
  z.object({
    id: z.string(),
    impact: z.string().nullable(),
    nodes: z.array(z.object({ html: z.string(), failureSummary: z.string().optional() })),
  }),
);

/** What axe calls serious or critical on the page as it stands, in one line each. */
const violations = async (page: Page): Promise<string[]> => {
  // Evaluated by the debugger: the page's own policy would refuse a script of the test.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  const result: unknown = await page.evaluate(
    "axe.run(document, { resultTypes: ['violations'] }).then((r) => r.violations)",
  );
  return found
    .parse(result)
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, impact, nodes }) =>
      nodes.map(
        ({ html, failureSummary = '' }) =>
          `${impact} ${id}: ${html.slice(0, 160)} (${failureSummary.replaceAll('\n', ' ')})`,
      ),
    );
};

const schemes = ['light', 'dark'] as const;

describe('every screen is without serious violations of accessibility, in light and dark', () => {
  let office: OfficeWindows<'desk'>;
  let page: Page;

  const inspect = async (): Promise<string[]> => {
    const problems: string[] = [];
    for (const scheme of schemes) {
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
      await page.locator(`html[data-mantine-color-scheme=${scheme}]`).waitFor();
      // Colours fade over: measured in between, they have no contrast.
      await page.waitForFunction(
        () => document.getAnimations().every(({ playState }) => playState !== 'running'),
        undefined,
        {
          timeout: patienceMs,
        },
      );
      problems.push(...(await violations(page)).map((problem) => `${scheme}: ${problem}`));
    }
    return [...new Set(problems)];
  };
  const closeDialog = async (): Promise<void> => {
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
  };

  beforeAll(async () => {
    office = await openOffice(['desk']);
    page = await office.open('desk');
    await see(page, fa.setup.welcome);
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await office.photograph(task.name);
  });
  afterAll(() => office.end());

  it('first run', async () => {
    expect(await inspect()).toEqual([]);
  });

  it('creating', async () => {
    await begin(page, 'create');
    await field(page, fa.setup.create.organisationName).waitFor();
    const problems = await inspect();
    await press(page, fa.common.back);
    expect(problems).toEqual([]);
  });

  it('joining, with a mistake', async () => {
    await begin(page, 'join');
    await field(page, fa.setup.join.address).fill('127.0.0.1');
    await field(page, fa.setup.join.secret).fill('1234');
    await press(page, fa.setup.join.submit);
    await page.getByRole('alert').waitFor();
    const problems = await inspect();
    await press(page, fa.common.back);
    expect(problems).toEqual([]);
  });

  it('sign-in', async () => {
    await begin(page, 'sample');
    await field(page, fa.session.name).waitFor();
    const problems = await inspect();
    await page.keyboard.press('Enter');
    await seeDesk(page);
    expect(problems).toEqual([]);
  });

  it('queue', async () => {
    await showQueue(page, 'open');
    await queueRow(page, '').first().click();
    await page.getByRole('log').waitFor();
    expect(await inspect()).toEqual([]);
  });

  it('a new ticket', async () => {
    await page.getByRole('log').focus();
    await pressKey(page, 't');
    await field(page, fa.tickets.form.subject).waitFor();
    const problems = await inspect();
    await closeDialog();
    expect(problems).toEqual([]);
  });

  it('palette', async () => {
    await openPalette(page);
    await page.keyboard.type('ا');
    await see(page, fa.shell.palette.customers);
    const problems = await inspect();
    await closeDialog();
    expect(problems).toEqual([]);
  });

  it('shortcut sheet', async () => {
    await page.getByRole('log').focus();
    await pressKey(page, '?');
    await see(page.getByRole('dialog'), fa.shell.sheet.hint);
    const problems = await inspect();
    await closeDialog();
    expect(problems).toEqual([]);
  });

  it('customers', async () => {
    await goTo(page, 'customers');
    await page.getByRole('listbox', { name: fa.customers.listLabel }).getByRole('option').nth(1).click();
    await customerPane(page).waitFor();
    expect(await inspect()).toEqual([]);
  });

  it('attachments here, on their way and elsewhere', async () => {
    await standIn(page, 'attachment.list', attachmentsEverywhere('fa'));
    await see(page.getByRole('region', { name: fa.attachments.title }), 'contract_v3.docx');
    const problems = await inspect();
    await withdraw(page, 'attachment.list');
    expect(problems).toEqual([]);
  });

  it('joining two records of a customer', async () => {
    await page.locator('#customer-desk').focus();
    await pressKey(page, 'Shift+M');
    await see(page.getByRole('dialog'), fa.customers.merged.dialogHint);
    await page.keyboard.type('مر');
    await page.getByRole('dialog').getByRole('option').first().waitFor();
    const problems = await inspect();
    await closeDialog();
    expect(problems).toEqual([]);
  });

  it('every notice at once', async () => {
    await standIn(page, 'notices.list', [...everyNotice]);
    await page.locator('[role=status] [aria-expanded=false]').click();
    await see(page, fa.notices.fewer);
    const problems = await inspect();
    await withdraw(page, 'notices.list');
    expect(problems).toEqual([]);
  });

  it('changes that were carried, and a hub that is gone', async () => {
    await goTo(page, 'network');
    await see(page, fa.exchange.title);
    const jobs = carryJobs('fa');
    const problems: string[] = [];
    for (const state of ['carry-running', 'carry-imported', 'carry-refused'] as const) {
      await standIn(page, 'exchange.progress', [jobs[state]]);
      problems.push(...(await inspect()));
    }
    await standIn(page, 'audit.status', { peers: copiesDiffer('fa') });
    await standIn(page, 'sync.status', { hubSeen: false, hubLastSeenAt: null, role: 'desk' });
    await see(page, fa.network.facts.hubNever);
    problems.push(...(await inspect()));
    await withdraw(page, 'sync.status');
    await withdraw(page, 'audit.status');
    await withdraw(page, 'exchange.progress');
    expect(problems).toEqual([]);
  });

  it('import: file, columns and report', async () => {
    await goTo(page, 'import');
    await see(page, fa.import.file.drop);
    const file = await inspect();
    await checkFile(office.desk('desk'), fixture('import/customers-cp1256.csv'));
    const report = await inspect();
    await press(page, fa.import.report.backToColumns);
    await see(page, fa.import.columns.title);
    expect({ file, report, columns: await inspect() }).toEqual({ file: [], report: [], columns: [] });
  });

  it.each(['conflicts', 'network', 'settings'] as const)('%s', async (screen) => {
    await goTo(page, screen);
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await inspect()).toEqual([]);
    expect(office.faults()).toEqual([]);
  });
});
