import type { AppError } from '../../../shared/contract/errors.ts';
import type { exchange } from '../../../shared/contract/exchange.ts';
import type { InputOf, OutputOf } from '../../../shared/contract/procedure-types.ts';
import { assertNever } from '../../../shared/lib/assert-never.ts';
import type { DeviceId } from '../../../shared/lib/ids.ts';
import { err, ok, type Result } from '../../../shared/lib/result.ts';
import type { VectorEntry } from '../../../shared/sync/version-vector.ts';
import { createBreath } from '../db/breathe.ts';
import { findRow } from '../db/find-row.ts';
import type { Replica } from '../db/replica.ts';
import type { DeviceCount, ExchangeError } from './errors.ts';
import { withSink, withSource } from './exchange-files.ts';
import { countBeyond, exportChanges, vectorBefore } from './export-changes.ts';
import { applyFile, type ImportCounts } from './import-changes.ts';
import type { ExchangeControl, ExchangeSource } from './ports.ts';
import { openSealedFile } from './sealed-file.ts';
import { type FileContents, verifyFile } from './verify-file.ts';

const rememberedJobs = 5;

type Exchange = typeof exchange;
type Scope = InputOf<Exchange['export']>['scope'];
type JobStatus = OutputOf<Exchange['progress']>[number];

export interface ExchangeServiceDeps {
  readonly replica: Replica;
  /** What a device is known to hold. */
  readonly heldBy: (deviceId: DeviceId) => readonly VectorEntry[];
  /** The maker of a file held this when it wrote it. */
  readonly noteHeld: (deviceId: DeviceId, entries: readonly VectorEntry[]) => void;
  /** Tells live queries that a job has something new to say. */
  readonly emit: () => void;
  /** Takes bugs of work in the background, without personal data. */
  readonly onFault: (cause: unknown) => void;
}

/** The contract's procedures on files of changes; whether the caller may use them was checked before. */
export interface ExchangeService {
  export(input: InputOf<Exchange['export']>): Result<OutputOf<Exchange['export']>, AppError>;
  inspect(input: InputOf<Exchange['inspect']>): Result<OutputOf<Exchange['inspect']>, AppError>;
  import(input: InputOf<Exchange['import']>): Result<OutputOf<Exchange['import']>, AppError>;
  progress(): JobStatus[];
  cancel(input: InputOf<Exchange['cancel']>): Result<null, AppError>;
  /** Cancels what runs and waits for it. Call it before the database is closed. */
  close(): Promise<void>;
}

interface Job {
  readonly id: string;
  readonly kind: JobStatus['kind'];
  readonly path: string;
  readonly stop: AbortController;
  readonly startedMs: number;
  state: JobStatus['state'];
  phase: JobStatus['phase'];
  done: number;
  total: number;
  error: JobStatus['error'];
  contents: FileContents | null;
  report: ImportCounts | null;
  endedMs: number | null;
  settled: Promise<void>;
}

export const createExchangeService = (deps: ExchangeServiceDeps): ExchangeService => {
  const { replica, emit } = deps;
  const jobs: Job[] = [];
  const nowMs = (): number => replica.clock.monotonicMs();

  const named = ({ deviceId, operations }: DeviceCount) => {
    const row = findRow(replica.db.reader, 'device', deviceId);
    return { deviceId, code: row?.code ?? null, name: row?.name ?? null, operations };
  };
  const label = (count: DeviceCount): string => {
    const { code, name, deviceId } = named(count);
    return name || (code === null ? deviceId.slice(0, 8) : String(code));
  };
  const told = (error: ExchangeError): AppError => {
    if (error.code === 'exchange-gap') {
      const operations = error.missing.reduce((sum, one) => sum + one.operations, 0);
      return { code: error.code, data: { operations, devices: error.missing.map(label) } };
    }
    if (error.code === 'exchange-forked')
      return { code: error.code, data: { device: label({ deviceId: error.deviceId, operations: 0 }) } };
    return error;
  };
  const toldResult = <T>(result: Result<T, ExchangeError>): Result<T, AppError> =>
    result.ok ? result : err(told(result.error));

  const enter = (job: Job, phase: Job['phase'], total: number): ExchangeControl => {
    job.phase = phase;
    job.done = 0;
    job.total = total;
    emit();
    return {
      signal: job.stop.signal,
      breathe: createBreath(nowMs),
      onProgress: (done) => {
        job.done = done;
        job.total = Math.max(job.total, done);
      },
    };
  };

  /** Runs one job in the background; how it ends is told by `progress`. */
  const start = (
    kind: Job['kind'],
    path: string,
    run: (job: Job) => Promise<Result<null, AppError>>,
  ): Result<{ jobId: string }, AppError> => {
    if (replica.membership() === null) return err({ code: 'not-set-up' });
    if (jobs.some(({ state }) => state === 'running')) return err({ code: 'exchange-busy' });
    const job: Job = {
      id: replica.newId<'exchange'>(),
      kind,
      path,
      stop: new AbortController(),
      startedMs: nowMs(),
      state: 'running',
      phase: kind === 'export' ? 'writing' : 'checking',
      done: 0,
      total: 0,
      error: null,
      contents: null,
      report: null,
      endedMs: null,
      settled: Promise.resolve(),
    };
    jobs.unshift(job);
    jobs.splice(rememberedJobs);
    const end = (state: Job['state'], error: Job['error']): void => {
      job.state = state;
      job.error = error;
      job.endedMs = nowMs();
      emit();
    };
    job.settled = run(job).then(
      (outcome) => {
        if (outcome.ok) end('done', null);
        else if (outcome.error.code === 'exchange-cancelled') end('cancelled', null);
        else end('failed', { code: outcome.error.code, data: { ...outcome.error.data } });
      },
      (cause: unknown) => {
        end('failed', { code: 'internal', data: {} });
        deps.onFault(cause);
      },
    );
    emit();
    return ok({ jobId: job.id });
  };

  const baseOf = (scope: Scope): readonly VectorEntry[] => {
    switch (scope.kind) {
      case 'everything':
        return [];
      case 'peer':
        return deps.heldBy(scope.deviceId);
      case 'since':
        return vectorBefore(replica.db.reader, scope.at);
      default:
        return assertNever(scope);
    }
  };

  /** Both passes over one file: the first finds out whether all of it is sound, the second applies it. */
  const readFile = async (
    job: Job,
    source: ExchangeSource,
    applies: boolean,
  ): Promise<Result<null, ExchangeError>> => {
    const membership = replica.membership();
    if (membership === null) throw new Error('a PC without a membership takes no changes');
    const organisation = { id: membership.organisationId, secret: membership.secret };
    const file = await openSealedFile(source, organisation);
    if (!file.ok) return file;
    const contents = await verifyFile(replica, file.value, enter(job, 'checking', 0));
    if (!contents.ok) return contents;
    job.contents = contents.value;
    const { start: made, operations } = contents.value;
    if (!applies) return ok(null);
    const applied = await applyFile(replica, file.value, contents.value, enter(job, 'applying', operations));
    if (!applied.ok) return applied;
    job.report = applied.value;
    deps.noteHeld(made.device, made.end);
    return ok(null);
  };

  const statusOf = (job: Job): JobStatus => ({
    jobId: job.id,
    kind: job.kind,
    path: job.path,
    state: job.state,
    phase: job.phase,
    done: job.done,
    total: job.total,
    error: job.error,
    contents:
      job.contents === null
        ? null
        : {
            from: named({ deviceId: job.contents.start.device, operations: job.contents.operations }),
            madeAt: job.contents.start.madeAt,
            operations: job.contents.operations,
            fresh: job.contents.fresh,
            devices: job.contents.devices.map(named),
            missing: job.contents.missing.map(named),
            oldestAt: job.contents.oldestAt,
            newestAt: job.contents.newestAt,
          },
    report: job.report,
    elapsedMs: (job.endedMs ?? nowMs()) - job.startedMs,
  });

  return {
    export: ({ path, scope }) =>
      start('export', path, async (job) => {
        const base = baseOf(scope);
        const control = enter(job, 'writing', countBeyond(replica.db.reader, base));
        const written = await withSink(path, job.id, async (sink) =>
          toldResult(await exportChanges({ replica, base, sink, control })),
        );
        return written.ok ? ok(null) : written;
      }),
    inspect: ({ path }) =>
      start('inspect', path, (job) =>
        withSource(path, async (source) => toldResult(await readFile(job, source, false))),
      ),
    import: ({ path }) =>
      start('import', path, (job) =>
        withSource(path, async (source) => toldResult(await readFile(job, source, true))),
      ),
    progress: () => jobs.map(statusOf),
    cancel: ({ jobId }) => {
      const job = jobs.find(({ id }) => id === jobId);
      if (job === undefined) return err({ code: 'exchange-gone' });
      if (job.state === 'running') job.stop.abort();
      return ok(null);
    },
    close: async () => {
      for (const job of jobs) job.stop.abort();
      await Promise.all(jobs.map(({ settled }) => settled));
    },
  };
};
