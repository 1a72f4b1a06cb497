import { afterEach, expect, it, vi } from 'vitest';
import { reportFault } from './fault-log.ts';

afterEach(() => vi.restoreAllMocks());

const written = (cause: unknown): string => {
  const lines: string[] = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    lines.push(String(text));
    return true;
  });
  reportFault(cause);
  return lines.join('');
};

it('G15: a fault is told by its kind and place, and by nothing that a customer said', () => {
  const spoken = 'مریم رحیمی 09123456789';
  const cause = Object.assign(new TypeError(`${spoken}\n    at ${spoken}`, { cause: spoken }), {
    code: 'SQLITE_CONSTRAINT',
    value: spoken,
  });
  const line = written(cause);
  expect(JSON.parse(line)).toMatchObject({ event: 'fault', name: 'TypeError', code: 'SQLITE_CONSTRAINT' });
  expect(line).toContain('fault-log.test.ts');
  for (const part of spoken.split(' ')) expect(line).not.toContain(part);
});

it('G15: what is thrown and is no error tells nothing but that', () => {
  for (const thrown of ['09123456789', { phone: '09123456789' }, null, undefined]) {
    const line = written(thrown);
    expect(JSON.parse(line)).toMatchObject({ event: 'fault', name: 'Error' });
    expect(line).not.toContain('0912');
  }
});
