import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { fa } from '../../shared/i18n/index.ts';
import { eventually } from './eventually.ts';
import { type OfficeWindows, openOffice } from './office-windows.ts';
import {
  createOffice,
  customerPane,
  customerStory,
  field,
  goTo,
  press,
  pressKey,
  queueRow,
  see,
  seeDesk,
  showQueue,
} from './screen.ts';
import { stepByStep } from './step-by-step.ts';

const hostile = '<img src=x onerror=alert(1)>';
const hostileName = `مریم <script>alert(2)</script>`;

describe('the page is walled in', () => {
  let office: OfficeWindows<'desk'>;
  let page: Page;

  beforeAll(async () => {
    office = await openOffice(['desk']);
    page = await office.open('desk');
    await createOffice(page, { organisationName: hostile, name: 'سارا مدیری', password: 'salam-1405' });
    await press(page, fa.setup.secret.continue);
    await seeDesk(page);
  });
  stepByStep(() => office);

  it('has nothing of Node or Electron', async () => {
    const types = await page.evaluate(() =>
      ['require', 'process', 'module', 'Buffer', 'global', 'ipcRenderer', 'electron'].map(
        (name) => typeof Reflect.get(window, name),
      ),
    );
    expect(new Set(types)).toEqual(new Set(['undefined']));
  });

  it('is given only what the host offers by name', async () => {
    const offered = await page.evaluate(() => Object.keys(Reflect.get(window, 'paydarHost')).sort());
    expect(offered).toEqual([
      'chooseFile',
      'chooseTarget',
      'info',
      'onCoreState',
      'pathForFile',
      'restartCore',
      'saveText',
    ]);
  });

  it('carries a content security policy that allows scripts of the package only', async () => {
    const policy = await page.evaluate(async () =>
      (await fetch(location.href)).headers.get('content-security-policy'),
    );
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain('unsafe-eval');
    expect(policy?.replace(/style-src[^;]*/, '')).not.toContain('unsafe-inline');
  });

  it('refuses code from a text and scripts in the markup', async () => {
    // Run by the page itself, since what a debugger evaluates is exempt from the policy.
    const ran = await page.evaluate(
      () =>
        new Promise<string>((resolve) => {
          addEventListener(
            'securitypolicyviolation',
            ({ effectiveDirective }) => resolve(effectiveDirective),
            { once: true },
          );
          const script = document.createElement('script');
          script.textContent = 'document.title = "taken over"';
          document.head.append(script);
          script.remove();
        }),
    );
    expect(ran).toBe('script-src-elem');
    expect(await page.title()).toBe(fa.shell.wordmark);
  });

  it.each(['http://127.0.0.1:9/', 'https://example.com/', 'ws://127.0.0.1:9/'])(
    'reaches no network: %s',
    async (address) => {
      const outcome = await page.evaluate(
        (url) =>
          new Promise<string>((resolve) => {
            if (!url.startsWith('ws')) {
              fetch(url, { mode: 'no-cors' }).then(
                () => resolve('answered'),
                ({ name }: Error) => resolve(name),
              );
              return;
            }
            const socket = new WebSocket(url);
            socket.onopen = () => resolve('answered');
            socket.onerror = () => resolve('refused');
          }),
        address,
      );
      expect(['TypeError', 'refused']).toContain(outcome);
    },
  );

  it('serves nothing from outside its own folder', async () => {
    const statuses = await page.evaluate(() =>
      Promise.all(
        ['/../package.json', '/%2e%2e/%2e%2e/package.json', '/..%2f..%2fpackage.json', '/missing.js'].map(
          async (path) => (await fetch(`app://paydar${path}`)).status,
        ),
      ),
    );
    expect(statuses).toEqual([404, 404, 404, 404]);
  });

  it("shows markup in a customer's name, note and ticket as the text that it is", async () => {
    await goTo(page, 'customers');
    await press(page, fa.customers.new);
    const dialog = page.getByRole('dialog');
    await field(dialog, fa.customers.create.name).fill(hostileName);
    await field(dialog, fa.customers.create.phone).fill('09121234567');
    await press(dialog, fa.customers.create.submit);
    await dialog.waitFor({ state: 'hidden' });
    await customerPane(page).getByText(hostileName).first().waitFor();

    await pressKey(page, 'i');
    await field(page, fa.tickets.composer.tabs.internal).fill(hostile);
    await page.keyboard.press('Control+Enter');
    await see(customerStory(page, hostileName), hostile);

    await customerStory(page, hostileName).focus();
    await pressKey(page, 't');
    await field(page, fa.tickets.form.subject).fill(hostile);
    await page.keyboard.press('Enter');
    await see(page.getByRole('dialog'), fa.tickets.form.created);
    await pressKey(page, 'o');
    await showQueue(page, 'open');
    await queueRow(page, hostile).waitFor();
    await goTo(page, 'settings');
    await see(page, hostile);

    expect(await page.locator('img, script:not([src])').count()).toBe(0);
    expect(office.faults()).toEqual([]);
  });

  // Last, because the test driver waits for a refused navigation for ever.
  it('opens no window and stays where it is', async () => {
    const { app } = office.desk('desk');
    const address = page.url();
    const opened = await page.evaluate(
      () => window.open('https://example.com/') === null && window.open('app://paydar/') === null,
    );
    expect(opened).toBe(true);
    await app.evaluate(({ BrowserWindow }) => {
      const refused: string[] = [];
      Reflect.set(globalThis, 'refused', refused);
      BrowserWindow.getAllWindows()[0]?.webContents.on('will-navigate', (event) => {
        if (event.defaultPrevented) refused.push(event.url);
      });
    });
    const refused = () => app.evaluate((): string[] => Reflect.get(globalThis, 'refused'));
    for (const target of ['https://example.com/', 'app://elsewhere/']) {
      await page.evaluate((url) => location.assign(url), target);
      await eventually(async () => (await refused()).at(-1)).toBe(target);
    }
    expect(await page.evaluate(() => [location.href, document.title])).toEqual([address, fa.shell.wordmark]);
    expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  });
});
