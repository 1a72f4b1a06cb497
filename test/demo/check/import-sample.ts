import type { ApiClient, ApiOutputs } from '../../../shared/contract/index.ts';
import { until } from '../until.ts';

type Report = ApiOutputs['customerImport']['report'];

export interface Imported {
  readonly report: Report;
  /** From the first look at the rows to the last row on disk. */
  readonly rowsPerSecond: number;
}

const runOnce = async (api: ApiClient, path: string): Promise<Imported> => {
  const { importId, columns } = await api.customerImport.inspect({ path });
  const reached = (state: Report['state']): Promise<Report> =>
    until(
      `the import is ${state}`,
      async () => {
        const report = await api.customerImport.report({ importId });
        if (report.state === 'failed' || report.state === 'cancelled')
          throw new Error(`import ${report.state}`);
        return report.state === state ? report : null;
      },
      { limitMs: 60_000, everyMs: 10 },
    );
  const startMs = performance.now();
  await api.customerImport.plan({ importId, mapping: columns.map(({ guess }) => guess) });
  await reached('planned');
  await api.customerImport.run({ importId });
  const report = await reached('done');
  return { report, rowsPerSecond: Math.round(report.rowsTotal / ((performance.now() - startMs) / 1000)) };
};

/** Imports the sample customers, twice: the second time must add nothing. */
export const importSample = async (api: ApiClient, path: string): Promise<Imported> => {
  const first = await runOnce(api, path);
  if (first.report.created === 0) throw new Error('the import created nobody');
  const { report } = await runOnce(api, path);
  if (report.created + report.merged > 0) {
    throw new Error(`importing the same file again created ${report.created} and merged ${report.merged}`);
  }
  return first;
};
