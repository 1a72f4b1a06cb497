import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fa } from '../../shared/i18n/index.ts';
import { type OfficeWindows, openOffice } from './office-windows.ts';
import {
  checkFile,
  chooseFile,
  createOffice,
  faDigits,
  goTo,
  press,
  see,
  seeDesk,
  sentence,
} from './screen.ts';
import { stepByStep } from './step-by-step.ts';

describe('a file that cannot be imported is refused in words', () => {
  let office: OfficeWindows<'desk'>;
  let folder = '';
  const write = (name: string, content: string | Uint8Array): string => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'paydar-files-'));
    office = await openOffice(['desk']);
    const page = await office.open('desk');
    const admin = { name: 'سارا مدیری', password: 'salam-1405' };
    await createOffice(page, { organisationName: 'نمونه‌کالا', ...admin });
    await press(page, fa.setup.secret.continue);
    await seeDesk(page);
  });
  stepByStep(() => office);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    {
      what: 'a picture renamed .csv',
      make: () => write('logo.csv', readFileSync(join(import.meta.dirname, '..', '..', 'build', 'icon.png'))),
      says: sentence(fa.errors['file-not-a-table']),
    },
    {
      what: 'the first half of a file',
      make: () =>
        write('half.csv', 'نام,موبایل,یادداشت\nمریم رحیمی,09121234567,خوب\nعلی کریمی,0935111,"تا همین‌جا کپی'),
      says: sentence(fa.errors['file-truncated']),
    },
    {
      what: 'two columns of one name',
      make: () => write('twice.csv', 'نام,موبایل,موبایل\nمریم رحیمی,09121234567,09351112233\n'),
      says: sentence(fa.errors['columns-duplicate']),
    },
    { what: 'an empty file', make: () => write('empty.csv', ''), says: sentence(fa.errors['file-empty']) },
    {
      what: 'a file of 2 GB',
      make: () => {
        const path = write('huge.csv', '');
        truncateSync(path, 2 * 1024 ** 3);
        return path;
      },
      says: sentence(fa.errors['file-too-large'], { sizeMb: '۲٬۰۴۸' }),
    },
    {
      what: 'a file that is gone',
      make: () => join(folder, 'gone.csv'),
      says: sentence(fa.errors['file-not-found']),
    },
  ])('$what', async ({ make, says }) => {
    await chooseFile(office.desk('desk'), make());
    await see(office.page('desk').getByRole('alert'), says);
  });

  it('has stored nobody by then', async () => {
    const page = office.page('desk');
    await goTo(page, 'customers');
    await see(page, fa.customers.empty.title);
  });

  it('names the row of a day that no calendar has: 1404/12/30', async () => {
    const page = office.page('desk');
    const rows = ['مریم رحیمی;09121234567;1405/08/30', 'علی کریمی;09351112233;1404/12/30'];
    const path = write('dates.csv', `نام;موبایل;تاریخ عضویت\n${rows.join('\n')}\n`);
    expect(await checkFile(office.desk('desk'), path)).toMatchObject({ created: 2, warned: 1, rejected: 0 });
    const row = page.getByRole('option').filter({ hasText: '1404/12/30' });
    await see(row, fa.import.reasons['date-not-real']);
    await see(row, faDigits(3));
    expect(office.faults()).toEqual([]);
  });
});
