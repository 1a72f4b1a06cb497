import { basename } from 'node:path';
import type { AppError, AppErrorCode } from '../../../shared/contract/errors.ts';
import type { Language } from '../../../shared/lib/language.ts';
import { err, ok, type Result } from '../../../shared/lib/result.ts';
import { guessColumns, type ImportTarget } from '../../../shared/rules/customer-import/columns.ts';
import type { RowOptions } from '../../../shared/rules/customer-import/row.ts';
import { createBreath } from '../db/breathe.ts';
import { type Bulk, beginBulk } from '../db/bulk.ts';
import { hasChangedSince, logPosition } from '../db/log-changes.ts';
import type { Author, Replica } from '../db/replica.ts';
import { checkStamp } from './file-stamp.ts';
import { readTable, type Table } from './open-table.ts';
import { type ImportPlan, planImport } from './plan-import.ts';
import { findStoredCustomers } from './stored-customers.ts';
import type { ReadControl } from './table.ts';
import { writePlan } from './write-plan.ts';

export type ImportState = 'inspected' | 'planning' | 'planned' | 'writing' | 'done' | 'cancelled' | 'failed';

/** What the organisation sets for reading rows and making customers. */
export interface ImportSettings {
  readonly rowOptions: RowOptions;
  readonly language: Language;
}

export interface ImportJobDeps {
  readonly replica: Replica;
  readonly settings: () => ImportSettings;
  /** Told whenever the report has something new to say. */
  readonly onChange: () => void;
  /** Takes bugs; the job itself then has failed. */
  readonly onFault: (cause: unknown) => void;
}

/** Where an import stands. Counts are those of the newest plan. */
export interface ImportStatus {
  readonly state: ImportState;
  readonly progress: number;
  readonly rowsDone: number;
  readonly plan: ImportPlan | null;
  readonly error: string | null;
  readonly elapsedMs: number;
}

/** One file on its way into the replica: inspected once, planned as often as wished, written once. */
export interface ImportJob {
  readonly table: Table;
  readonly fileName: string;
  readonly guesses: readonly ImportTarget[];
  status(): ImportStatus;
  isRunning(): boolean;
  /** Starts the dry run. */
  plan(mapping: readonly ImportTarget[]): Result<null, AppError>;
  /** Starts writing what was planned. */
  run(author: Author): Result<null, AppError>;
  /** Stops what runs; nothing of it is written. */
  cancel(): void;
  /** Resolves when nothing runs. */
  settled(): Promise<void>;
}

const plannedEntities = ['customer', 'contact_point'];
/** Of the progress while writing, what the slices are; the rest is the commit. */
const slicesShare = 0.95;

interface Planned {
  readonly plan: ImportPlan;
  readonly mapping: readonly ImportTarget[];
  /** Place in the log that the plan is based on. */
  readonly position: number;
}

export const createImportJob = (table: Table, deps: ImportJobDeps): ImportJob => {
  const { replica, onChange } = deps;
  let state: ImportState = 'inspected';
  let progress = 0;
  let rowsDone = 0;
  let planned: Planned | null = null;
  let error: AppErrorCode | 'internal' | null = null;
  let startedMs: number | null = null;
  let elapsedMs = 0;
  let stop = new AbortController();
  let running: Promise<void> = Promise.resolve();

  const nowMs = (): number => replica.clock.monotonicMs();
  const set = (next: ImportState): void => {
    state = next;
    onChange();
  };
  const isRunning = (): boolean => state === 'planning' || state === 'writing';

  /** Runs one stage in the background; how it ends is told by `status`. */
  const start = (
    stage: 'planning' | 'writing',
    body: (control: ReadControl) => Promise<Result<null, AppError>>,
  ): void => {
    stop = new AbortController();
    startedMs = nowMs();
    progress = 0;
    rowsDone = 0;
    error = null;
    set(stage);
    const finish = (outcome: Result<null, AppError>): void => {
      elapsedMs = nowMs() - (startedMs ?? nowMs());
      startedMs = null;
      if (outcome.ok) {
        progress = 1;
        rowsDone = table.rowCount;
        set(stage === 'planning' ? 'planned' : 'done');
      } else if (outcome.error.code === 'import-cancelled') set('cancelled');
      else {
        error = outcome.error.code;
        set('failed');
      }
    };
    running = body({ signal: stop.signal, breathe: createBreath(nowMs) }).then(finish, (cause: unknown) => {
      elapsedMs = nowMs() - (startedMs ?? nowMs());
      startedMs = null;
      error = 'internal';
      set('failed');
      deps.onFault(cause);
    });
  };

  const makePlan = async (
    mapping: readonly ImportTarget[],
    control: ReadControl,
  ): Promise<Result<Planned, AppError>> => {
    const position = logPosition(replica.db.reader);
    const plan = await planImport({
      header: table.header,
      mapping,
      rowOptions: deps.settings().rowOptions,
      rowCount: table.rowCount,
      readRows: (sink, own) => readTable(table, sink, own),
      findStored: (wishes, own, onShare) => findStoredCustomers(replica.db.reader, wishes, own, onShare),
      onProgress: (rows, share) => {
        rowsDone = rows;
        progress = share;
        onChange();
      },
      control,
    });
    return plan.ok ? ok({ plan: plan.value, mapping, position }) : plan;
  };

  /** Everything between the first slice and the commit; the caller rolls back when it fails. */
  const writeInto = async (
    bulk: Bulk,
    before: Planned,
    control: ReadControl,
  ): Promise<Result<null, AppError>> => {
    const unchanged = await checkStamp(table.path, table.stamp);
    if (!unchanged.ok) return unchanged;
    // Since the dry run a colleague, here or elsewhere, may have added one of these customers.
    const isStale = hasChangedSince(replica.db.reader, before.position, plannedEntities);
    const current = isStale ? await makePlan(before.mapping, control) : ok(before);
    if (!current.ok) return current;
    planned = current.value;
    const { writes } = current.value.plan;
    progress = 0;
    const written = await writePlan(bulk, writes, deps.settings().language, control.signal, (done) => {
      progress = (done / writes.length) * slicesShare;
      rowsDone = Math.floor((done / writes.length) * table.rowCount);
      onChange();
    });
    return written.ok ? bulk.commit() : written;
  };

  return {
    table,
    fileName: basename(table.path.replaceAll('\\', '/')),
    guesses: guessColumns(table.header, table.sampleRows).map(({ target }) => target),
    isRunning,
    settled: () => running,
    status: () => ({
      state,
      progress,
      rowsDone,
      plan: planned?.plan ?? null,
      error,
      elapsedMs: startedMs === null ? elapsedMs : nowMs() - startedMs,
    }),
    plan: (mapping) => {
      if (isRunning() || state === 'done') return err({ code: 'import-busy' });
      planned = null;
      start('planning', async (control) => {
        const made = await makePlan(mapping, control);
        if (!made.ok) return made;
        planned = made.value;
        return ok(null);
      });
      return ok(null);
    },
    run: (author) => {
      // A retry of a request whose answer was lost.
      if (state === 'writing' || state === 'done') return ok(null);
      if (state === 'planning') return err({ code: 'import-busy' });
      const before = planned;
      if (state === 'cancelled') return err({ code: 'import-cancelled' });
      if (before === null || state !== 'planned') {
        return err({ code: 'input-not-valid', data: { field: 'importId', problem: 'not planned' } });
      }
      start('writing', async (control) => {
        const begun = await beginBulk(replica, 'customerImport.run', author);
        if (!begun.ok) return begun;
        try {
          return await writeInto(begun.value, before, control);
        } finally {
          begun.value.rollback();
        }
      });
      return ok(null);
    },
    cancel: () => {
      if (isRunning()) stop.abort();
      else if (state === 'inspected' || state === 'planned') set('cancelled');
    },
  };
};
