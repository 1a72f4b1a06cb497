import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  createImportService,
  type ImportService,
} from '../../electron/core/customer-import/import-service.ts';
import { type Bench, median, rounded } from './measure.ts';
import { inFolder, openBenchReplica } from './office-rows.ts';

const customers = 20_000;
const rounds = 5;
const goal = 10_000;

const value = <T>(result: { ok: true; value: T } | { ok: false; error: { code: string } }): T => {
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
};

const settled = async (imports: ImportService, importId: string): Promise<void> => {
  for (;;) {
    const { state } = value(await imports.report({ importId }));
    if (state === 'planned' || state === 'done') return;
    if (state !== 'planning' && state !== 'writing') throw new Error(`the import is ${state}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
};

/** Milliseconds from the order to write until everything is durable. */
const importOnce = async (folder: string, table: string, round: number): Promise<number> => {
  const replica = openBenchReplica(join(folder, `${round}.sqlite`));
  const imports = createImportService({
    replica,
    emit: () => undefined,
    onFault: (cause) => {
      throw cause;
    },
  });
  const { importId, columns } = value(await imports.inspect({ path: table }));
  value(await imports.plan({ importId, mapping: columns.map(({ guess }) => guess) }));
  await settled(imports, importId);
  const startedMs = performance.now();
  value(await imports.run({ importId }, { userId: null }));
  await settled(imports, importId);
  const tookMs = performance.now() - startedMs;
  const { created } = value(await imports.report({ importId }));
  if (created !== customers) throw new Error(`${created} customers were made`);
  await imports.close();
  replica.db.close();
  return tookMs;
};

export const importCustomers: Bench = {
  id: 'D4',
  what: 'importing customers out of a table, from the order to write until they are durable',
  run: async () =>
    inFolder(async (folder) => {
      const table = join(folder, 'customers.csv');
      const lines = Array.from(
        { length: customers },
        (_, n) => `مشتری ${n},0912${String(n).padStart(7, '0')},کرج`,
      );
      writeFileSync(table, `نام,موبایل,شهر\n${lines.join('\n')}\n`);
      const tookMs: number[] = [];
      for (let round = 0; round < rounds; round += 1) tookMs.push(await importOnce(folder, table, round));
      const perSecond = Math.round((customers / median(tookMs)) * 1000);
      return [
        {
          id: 'D4',
          value: perSecond,
          unit: 'customers a second',
          goal,
          ok: perSecond >= goal,
          n: rounds,
          customers,
          tookMs: tookMs.map((ms) => rounded(ms, 0)),
        },
      ];
    }),
};
