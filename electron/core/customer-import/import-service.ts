import type { customerImport } from '../../../shared/contract/customer-import.ts';
import type { AppError } from '../../../shared/contract/errors.ts';
import type { InputOf, OutputOf } from '../../../shared/contract/procedure-types.ts';
import { err, ok, type Result } from '../../../shared/lib/result.ts';
import { type ImportTarget, mappingProblems } from '../../../shared/rules/customer-import/columns.ts';
import { createBreath } from '../db/breathe.ts';
import { readOrganisation } from '../db/read-organisation.ts';
import type { Author, Replica } from '../db/replica.ts';
import { createImportJob, type ImportJob, type ImportSettings } from './import-job.ts';
import { inspectTable } from './open-table.ts';
import { rejectsCsv } from './rejects.ts';
import { rejectsTexts } from './rejects-texts.ts';

/** A plan of a large file is large; of finished and forgotten imports only the newest stay at hand. */
const mostJobs = 5;

export interface ImportServiceDeps {
  readonly replica: Replica;
  /** Tells live queries that a report has changed. */
  readonly emit: () => void;
  /** Takes bugs of work in the background, without personal data. */
  readonly onFault: (cause: unknown) => void;
}

type Imports = typeof customerImport;
type Outcome<T> = Result<T, AppError>;

export type ImportReport = OutputOf<Imports['report']>;

/** The contract's procedures on imports; whether the caller may use them was checked before. */
export interface ImportService {
  inspect(input: InputOf<Imports['inspect']>): Promise<Outcome<OutputOf<Imports['inspect']>>>;
  /** Starts the dry run; `report` tells how far it is. */
  plan(input: InputOf<Imports['plan']>): Outcome<null>;
  /** Starts writing; `author` stands in the operations. */
  run(input: InputOf<Imports['run']>, author: Author): Outcome<null>;
  report(input: InputOf<Imports['report']>): Outcome<ImportReport>;
  cancel(input: InputOf<Imports['cancel']>): Outcome<null>;
  rejects(input: InputOf<Imports['rejects']>): Outcome<OutputOf<Imports['rejects']>>;
  /** Cancels what runs and waits until it is undone. Call it before the database is closed. */
  close(): Promise<void>;
}

/** The imports of this PC, in memory: after a restart a person brings the file again, and nothing is doubled. */
export const createImportService = ({ replica, emit, onFault }: ImportServiceDeps): ImportService => {
  const jobs = new Map<string, ImportJob>();

  const jobOf = (importId: string): Result<ImportJob, AppError> => {
    const job = jobs.get(importId);
    return job === undefined ? err({ code: 'import-gone' }) : ok(job);
  };
  const forgetOld = (): void => {
    for (const [id, job] of jobs) {
      if (jobs.size < mostJobs) return;
      if (!job.isRunning()) jobs.delete(id);
    }
  };

  return {
    inspect: async (input) => {
      const control = {
        signal: new AbortController().signal,
        breathe: createBreath(() => replica.clock.monotonicMs()),
      };
      const { path, encoding, delimiter } = input;
      const table = await inspectTable(path, { encoding, delimiter }, control);
      if (!table.ok) return table;
      forgetOld();
      const importId = replica.newId<'import'>();
      const job = createImportJob(table.value, {
        replica,
        settings: () => readSettings(replica),
        onChange: emit,
        onFault,
      });
      jobs.set(importId, job);
      const { format } = table.value;
      return ok({
        importId,
        fileName: job.fileName,
        format: format.format,
        encoding: format.format === 'csv' ? format.encoding : null,
        delimiter: format.format === 'csv' ? format.delimiter : null,
        rowCount: table.value.rowCount,
        columns: table.value.header.map((header, column) => ({
          header,
          guess: job.guesses[column] ?? 'ignore',
          samples: [...(table.value.samples[column] ?? [])],
        })),
      });
    },
    plan: ({ importId, mapping }) => {
      const job = jobOf(importId);
      if (!job.ok) return job;
      const problem = mappingError(mapping, job.value.table.header.length);
      return problem === null ? job.value.plan(mapping) : err(problem);
    },
    run: ({ importId }, author) => {
      const job = jobOf(importId);
      return job.ok ? job.value.run(author) : job;
    },
    report: ({ importId }) => {
      const job = jobOf(importId);
      return job.ok ? ok(reportOf(importId, job.value)) : job;
    },
    cancel: ({ importId }) => {
      const job = jobOf(importId);
      if (!job.ok) return job;
      job.value.cancel();
      return ok(null);
    },
    rejects: ({ importId, language }) => {
      const job = jobOf(importId);
      if (!job.ok) return job;
      const { table, fileName } = job.value;
      const rejects = job.value.status().plan?.rejects ?? [];
      return ok({
        fileName: `${fileName.replace(/\.[^.]*$/, '')}-rejects.csv`,
        text: rejectsCsv(table.header, rejects, rejectsTexts(language)),
      });
    },
    close: async () => {
      for (const job of jobs.values()) job.cancel();
      await Promise.all([...jobs.values()].map((job) => job.settled()));
    },
  };
};

const mappingError = (mapping: readonly ImportTarget[], columns: number): AppError | null => {
  if (mapping.length !== columns) {
    return { code: 'input-not-valid', data: { field: 'mapping', problem: `${columns} columns` } };
  }
  const { repeated, missing } = mappingProblems(mapping);
  if (missing.length > 0) return { code: 'columns-missing', data: { targets: [...missing] } };
  return repeated.length > 0
    ? { code: 'input-not-valid', data: { field: 'mapping', problem: `twice: ${repeated.join(', ')}` } }
    : null;
};

/** The organisation's own settings; those of Iran as long as it has none. */
const readSettings = (replica: Replica): ImportSettings => {
  const organisation = readOrganisation(replica.db.reader);
  if (organisation === null) return { rowOptions: { rialPerToman: 10 }, language: 'fa' };
  const { defaultAreaCode, countryCode, rialPerToman, language } = organisation;
  return { rowOptions: { defaultArea: defaultAreaCode, country: countryCode, rialPerToman }, language };
};

const reportOf = (importId: string, job: ImportJob): ImportReport => {
  const { plan, ...status } = job.status();
  return {
    importId,
    ...status,
    rowsTotal: job.table.rowCount,
    created: plan?.created ?? 0,
    merged: plan?.merged ?? 0,
    unchanged: plan?.unchanged ?? 0,
    warned: plan?.warned ?? 0,
    rejected: plan?.rejected ?? 0,
    issues: [...(plan?.issues ?? [])],
  };
};
