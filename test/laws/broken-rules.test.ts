/** The laws against rules of merging that are wrong: a harness that catches nothing proves nothing. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Connection } from '../../electron/core/db/connection.ts';
import type { Entity } from '../../shared/entities/define-entity.ts';
import { entities } from '../../shared/entities/index.ts';
import { idSchema } from '../../shared/lib/ids.ts';
import type * as Choose from '../../shared/sync/choose.ts';
import type * as Register from '../../shared/sync/register.ts';
import type * as RowOwner from '../../shared/sync/row-owner.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { randomHistories } from './histories.ts';
import { owned, plantedModel } from './planted-entities.ts';
import { mayBeShown, standing } from './written.ts';

const rules = [
  '../../shared/sync/choose.ts',
  '../../shared/sync/register.ts',
  '../../shared/sync/row-owner.ts',
] as const;
const seeds = [1, 2, 3];

type ChooseShown = typeof Choose.chooseShown;
type Join = typeof Register.join;

const newest = (writes: readonly Register.Write[]): Register.Write | undefined =>
  [...writes].sort((a, b) => (a.stamp < b.stamp ? 1 : -1))[0];

/** The laws that are broken when replicas merge by these rules. */
const brokenBy = async (
  entity: Entity,
  broken: {
    readonly chooseShown?: (right: ChooseShown) => ChooseShown;
    readonly join?: (right: Join) => Join;
    readonly isOwnersWrite?: typeof RowOwner.isOwnersWrite;
  },
  prepare?: (connection: Connection, replica: number) => void,
): Promise<ReadonlySet<string>> => {
  vi.resetModules();
  vi.doMock(rules[0], async (original: () => Promise<typeof Choose>) => {
    const right = await original();
    return { ...right, chooseShown: broken.chooseShown?.(right.chooseShown) ?? right.chooseShown };
  });
  vi.doMock(rules[1], async (original: () => Promise<typeof Register>) => {
    const right = await original();
    return { ...right, join: broken.join?.(right.join) ?? right.join };
  });
  vi.doMock(rules[2], async (original: () => Promise<typeof RowOwner>) => {
    const right = await original();
    return { ...right, isOwnersWrite: broken.isOwnersWrite ?? right.isOwnersWrite };
  });
  const { checkLaws } = await import('./check-laws.ts');
  const model = Object.hasOwn(entities, entity.name) ? undefined : plantedModel;
  return new Set(
    seeds.flatMap((seed) =>
      checkLaws(entity, seed, { prepare, ...(model && { model }) }).map(({ law }) => law),
    ),
  );
};

afterEach(() => {
  for (const rule of rules) vi.doUnmock(rule);
  vi.resetModules();
});

describe('wrong rules of merging', () => {
  it('S80: the right ones are not reported by the same way of testing', async () => {
    expect(await brokenBy(entities.customer, {})).toEqual(new Set());
  });

  it('S80: showing what arrived last is caught', async () => {
    const laws = await brokenBy(entities.customer, {
      chooseShown: () => (_e, _f, _m, writes) => writes.at(-1),
    });
    expect(laws).toContain('same-state');
    expect(laws).toContain('shown');
  });

  it('S80: dropping what is not shown is caught, though every replica drops the same', async () => {
    const dropping =
      (right: Join): Join =>
      (register, write, replaces) => {
        const { writes, replaced } = right(register, write, replaces);
        const kept = newest(writes);
        return { writes: kept === undefined ? [] : [kept], replaced };
      };
    expect(await brokenBy(entities.customer, { join: dropping })).toContain('kept');
  });

  it('S80: forgetting what was replaced before it came is caught', async () => {
    const forgetful =
      (right: Join): Join =>
      (register, write, replaces) => ({ ...right(register, write, replaces), replaced: [] });
    expect(await brokenBy(entities.customer, { join: forgetful })).toContain('same-state');
  });

  it.each([
    ['a removal that wins over an unseen addition', entities.customer_tag, 'set'],
    ['an event told again', entities.interaction, 'event'],
  ] as const)('S80: %s is caught', async (_, entity, merge) => {
    const wrong =
      (right: ChooseShown): ChooseShown =>
      (...given) =>
        given[2] === merge ? newest(given[3]) : right(...given);
    expect(await brokenBy(entity, { chooseShown: wrong })).toContain('shown');
  });

  it('S80: a late write that brings a deleted row back is caught', async () => {
    const undelete = (connection: Connection): void => {
      connection.sqlite.exec(`CREATE TRIGGER planted AFTER UPDATE ON contact_point
        WHEN new.label IS NOT old.label AND new.deletedAt IS NOT NULL BEGIN
          UPDATE contact_point SET deletedAt = NULL WHERE rowid = new.rowid;
        END`);
    };
    expect(await brokenBy(entities.contact_point, {}, undelete)).toContain('kept');
  });

  it('S78: letting anybody write what one device owns is caught', async () => {
    expect(await brokenBy(owned, {})).toEqual(new Set());
    expect(await brokenBy(owned, { isOwnersWrite: () => true })).toContain('shown');
  });

  it('S80: one replica among three with a rule of its own is caught', async () => {
    const spoil = (connection: Connection, replica: number): void => {
      if (replica !== 1) return;
      connection.sqlite.exec(`CREATE TRIGGER planted AFTER UPDATE ON product WHEN new.name < old.name BEGIN
        UPDATE product SET name = old.name WHERE rowid = new.rowid;
      END`);
    };
    expect(await brokenBy(entities.product, {}, spoil)).toContain('same-state');
  });
});

describe('the histories that the laws are tried with', () => {
  it.each(Object.values(entities).map((entity) => [entity.name, entity] as const))(
    'bring %s into every state that its classes know',
    (_, entity: Entity) => {
      const organisationId = idSchema<'organisation'>().parse('0197a000-0000-7000-8000-000000000001');
      const met = new Set<string>();
      for (const seed of [1, 2, 3, 4]) {
        const { written } = randomHistories(organisationId, entity, seededRandom(`${entity.name} ${seed}`));
        for (const row of new Set(written.map((one) => one.row))) {
          const ofRow = written.filter((one) => one.row === row);
          for (const field of Object.keys(entity.fields)) {
            const writes = standing(entity, field, ofRow);
            if (new Set(writes.map(({ value }) => JSON.stringify(value))).size > 1)
              met.add(`beside ${field}`);
          }
          const gone = mayBeShown('set', standing(entity, 'deletedAt', ofRow))[0];
          met.add(gone === null ? 'living' : 'deleted');
          if (ofRow.filter(({ kind }) => kind === 'insert').length > 1) met.add('made twice');
        }
      }
      const isEvent = entity.merge === 'event';
      expect(met).toContain('living');
      expect(met).toContain('made twice');
      expect(met.has('deleted')).toBe(!isEvent);
      const beside = Object.keys(entity.fields).filter((field) => !isEvent || field !== 'deletedAt');
      for (const field of beside) expect(met, field).toContain(`beside ${field}`);
    },
  );
});
