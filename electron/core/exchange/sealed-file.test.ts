import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { idSchema } from '../../../shared/lib/ids.ts';
import { ok } from '../../../shared/lib/result.ts';
import { memorySink, memorySource } from '../../../test/support/memory-file.ts';
import { seededRandom } from '../../../test/support/seeded-random.ts';
import { openSealedFile, openSealedWriter, readSealed } from './sealed-file.ts';
import { headerBytes, type Organisation } from './sealed-header.ts';

const idOf = (n: number) => idSchema<'organisation'>().parse(`0197a000-0000-7000-8000-00000000000${n}`);
const own: Organisation = { id: idOf(1), secret: 'AAAAA-BBBBB-CCCCC-DDDDD' };
const random = seededRandom('sealed');

const seal = async (parts: readonly Buffer[], organisation = own): Promise<Buffer> => {
  const { sink, bytes } = memorySink();
  const writer = await openSealedWriter(sink, organisation, random.bytes(48));
  for (const part of parts) await writer.write(part);
  await writer.end();
  return bytes();
};

const unseal = async (bytes: Buffer, organisation = own) => {
  const file = await openSealedFile(memorySource(bytes), organisation);
  if (!file.ok) return file;
  const parts: Buffer[] = [];
  const read = await readSealed(file.value, async (plain) => {
    parts.push(plain);
    return ok(null);
  });
  return read.ok ? ok(Buffer.concat(parts)) : read;
};

const text = Buffer.from('تغییرهای این جزیره');
const large = Buffer.from(random.bytes(700_000));

describe('a sealed file', () => {
  it('gives back what was written, whatever its size, and holds nothing of it in the clear', async () => {
    for (const parts of [[], [text], [large], [large, text, large]]) {
      const sealed = await seal(parts);
      expect(await unseal(sealed)).toEqual(ok(Buffer.concat(parts)));
      expect(sealed.includes(text)).toBe(false);
    }
  });

  it('S91: is refused with its reason when it is none, newer, of others, or sealed with another secret', async () => {
    const sealed = await seal([text]);
    const newer = Buffer.from(sealed);
    newer.writeUInt16BE(2, 8);
    const stranger: Organisation = { id: idOf(2), secret: own.secret };
    const renewed: Organisation = { id: own.id, secret: 'EEEEE-FFFFF-GGGGG-HHHHH' };
    expect(await unseal(Buffer.from('name,phone\n'))).toMatchObject({
      error: { code: 'exchange-not-changes' },
    });
    expect(await unseal(Buffer.alloc(0))).toMatchObject({ error: { code: 'exchange-not-changes' } });
    expect(await unseal(newer)).toMatchObject({ error: { code: 'exchange-newer' } });
    expect(await unseal(sealed, stranger)).toMatchObject({ error: { code: 'exchange-other-organisation' } });
    expect(await unseal(sealed, renewed)).toMatchObject({ error: { code: 'exchange-secret-wrong' } });
  });

  it('S91: is refused when a chunk is left out, doubled, exchanged, or brought over from another file', async () => {
    const [sealed, other] = [await seal([large]), await seal([large])];
    const chunk = 5 + 128 * 1024 + 16;
    const chunkOf = (file: Buffer, n: number) =>
      file.subarray(headerBytes + n * chunk, headerBytes + (n + 1) * chunk);
    const header = sealed.subarray(0, headerBytes);
    const rest = sealed.subarray(headerBytes + 2 * chunk);
    const [first, second] = [chunkOf(sealed, 0), chunkOf(sealed, 1)];
    expect(await unseal(Buffer.concat([header, first, second, rest]))).toEqual(ok(large));
    for (const parts of [
      [header, second, rest],
      [header, first, first, second, rest],
      [header, second, first, rest],
      [header, first, chunkOf(other, 1), rest],
      [header, first, second, rest, text],
    ]) {
      expect(await unseal(Buffer.concat(parts))).toMatchObject({ error: { code: 'exchange-damaged' } });
    }
    expect(await unseal(Buffer.concat([header, first, second]))).toMatchObject({
      error: { code: 'exchange-truncated' },
    });
  });

  it('S91: is refused wherever one bit of it is turned over, and wherever it is cut off', async () => {
    const sealed = await seal([text, Buffer.from(random.bytes(3000))]);
    await fc.assert(
      fc.asyncProperty(fc.nat(sealed.length - 1), fc.nat(7), async (at, bit) => {
        const turned = Buffer.from(sealed);
        turned[at] = (turned[at] ?? 0) ^ (1 << bit);
        expect((await unseal(turned)).ok).toBe(false);
        expect((await unseal(sealed.subarray(0, at))).ok).toBe(false);
      }),
      { numRuns: 300 },
    );
  });
});
