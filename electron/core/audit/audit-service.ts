import type { audit as auditContract } from '../../../shared/contract/audit.ts';
import type { AppError } from '../../../shared/contract/errors.ts';
import type { OutputOf } from '../../../shared/contract/procedure-types.ts';
import type { DeviceId } from '../../../shared/lib/ids.ts';
import { err, ok, type Result } from '../../../shared/lib/result.ts';
import { archiveSize } from '../db/archive.ts';
import { countOperations } from '../db/operation-log.ts';
import { readPeers } from '../db/peers.ts';
import type { Replica } from '../db/replica.ts';
import { blobOf } from '../db/uuid-blob.ts';
import type { Notices } from '../notices.ts';
import { writeDurably } from '../recovery/durable-file.ts';
import type { SessionFeature } from '../sync/session-feature.ts';
import { type Audit, type Comparison, openAudit } from './audit.ts';
import { type Repaired, repairWith } from './repair.ts';

type Status = OutputOf<(typeof auditContract)['status']>;

/** The contract's procedures on the audit; whether the caller may use them was checked before. */
export interface AuditService {
  readonly feature: SessionFeature;
  status(): Status;
  repair(): void;
  report(path: string): Result<null, AppError>;
  /** What the background has read since the start. */
  readonly read: Pick<Audit, 'bucketsRead' | 'rowsRead'>;
  close(): void;
}

export interface AuditServiceParts {
  readonly replica: Replica;
  readonly appVersion: string;
  readonly notices: Notices;
  readonly emit: () => void;
  readonly onFault: (cause: unknown) => void;
  /** Has this PC's database set aside and its data come anew; null where nothing replaces it. */
  readonly joinAnew?: (() => void) | null;
  /** False only as a control in tests. */
  readonly isComparing?: boolean | undefined;
}

/** What was found and done since the core started: most lately first. */
interface Finding {
  readonly at: number;
  readonly with: DeviceId;
  readonly differs: Comparison['differs'];
  readonly repaired: Repaired | null;
}

const mostFindings = 50;

const countByEntity = (rows: readonly { readonly entity: string }[]): { entity: string; rows: number }[] => {
  const counts = new Map<string, number>();
  for (const { entity } of rows) counts.set(entity, (counts.get(entity) ?? 0) + 1);
  return [...counts].map(([entity, count]) => ({ entity, rows: count }));
};

export const createAuditService = (parts: AuditServiceParts): AuditService => {
  const { replica, notices, emit, onFault, joinAnew = null } = parts;
  const { reader } = replica.db;
  const findings: Finding[] = [];
  const outcomes = new Map<DeviceId, Repaired['outcome']>();
  let repair: Status['repair'] = null;

  const facts = (deviceId: DeviceId): { readonly code: number | null; readonly name: string | null } => {
    const row = reader.prepare('SELECT code, name FROM device WHERE id = ?').get(blobOf(deviceId)) as
      | { code: number | null; name: string | null }
      | undefined;
    return { code: row?.code ?? null, name: row?.name ?? null };
  };
  const remember = (finding: Finding): void => {
    findings.unshift(finding);
    findings.length = Math.min(findings.length, mostFindings);
  };

  const onCompared = ({ deviceId, differs }: Comparison): void => {
    if (differs === null) notices.put(`audit/${deviceId}`, null);
    else {
      remember({ at: replica.clock.nowMs(), with: deviceId, differs, repaired: null });
      outcomes.delete(deviceId);
      notices.put(`audit/${deviceId}`, {
        kind: 'replica-differs',
        deviceCode: facts(deviceId).code ?? 0,
        entities: countByEntity(differs.rows)
          .map(({ entity }) => entity)
          .slice(0, 100),
      });
    }
    emit();
  };
  const audit = openAudit({
    replica,
    onCompared,
    onFault,
    ...(parts.isComparing !== undefined && { isComparing: parts.isComparing }),
  });

  const repairAll = async (): Promise<void> => {
    for (const { deviceId, differs } of audit.comparisons()) {
      if (differs === null) continue;
      const repaired = await repairWith({ audit, clock: replica.clock }, deviceId, differs, (next) => {
        repair = next;
        emit();
      });
      const isHopeless = repaired.outcome === 'still-differs' && joinAnew !== null;
      const outcome = isHopeless ? 'joins-anew' : repaired.outcome;
      outcomes.set(deviceId, outcome);
      remember({ at: replica.clock.nowMs(), with: deviceId, differs, repaired: { ...repaired, outcome } });
      // The peer is here, and has what only a fresh copy can bring; the others are compared with that.
      if (isHopeless) return joinAnew();
    }
  };

  const peerStatus = (deviceId: DeviceId): Status['peers'][number] => {
    const compared = audit.comparisons().find((one) => one.deviceId === deviceId);
    const talk = audit.talk(deviceId);
    const state = compared === undefined ? 'not-yet' : compared.differs === null ? 'agree' : 'differ';
    return {
      deviceId,
      ...facts(deviceId),
      isConnected: talk !== null,
      comparedAt: compared?.comparedAt ?? null,
      state: talk === null && audit.isOtherVersion(deviceId) ? 'other-version' : state,
      differing: countByEntity(compared?.differs?.rows ?? []),
      outcome: outcomes.get(deviceId) ?? null,
    };
  };

  return {
    feature: audit.feature,
    status: () => {
      const own = replica.membership()?.deviceId;
      const met = readPeers(reader).map(({ deviceId }) => deviceId);
      const devices = new Set([...met, ...audit.comparisons().map(({ deviceId }) => deviceId)]);
      return {
        buckets: audit.buckets,
        bucketsRead: audit.bucketsRead,
        log: { operations: countOperations(reader), packed: archiveSize(reader).operations },
        peers: [...devices].filter((id) => id !== own).map(peerStatus),
        repair,
      };
    },
    repair: () => {
      if (repair !== null) return;
      repair = { phase: 'log', done: 0, total: 0 };
      emit();
      repairAll()
        .catch(onFault)
        .finally(() => {
          repair = null;
          emit();
        });
    },
    report: (path) => {
      const own = replica.membership()?.deviceId;
      const report = {
        what: 'Rows that two copies of the same data show differently. Holds names and stamps of fields, nothing of what is in them.',
        madeAt: new Date(replica.clock.nowMs()).toISOString(),
        appVersion: parts.appVersion,
        schema: reader.model.version,
        device: own === undefined ? null : facts(own).code,
        peers: audit.comparisons().map(({ deviceId, comparedAt, differs }) => ({
          device: facts(deviceId).code,
          comparedAt: new Date(comparedAt).toISOString(),
          isSame: differs === null,
        })),
        findings: findings.map(({ at, with: deviceId, differs, repaired }) => ({
          at: new Date(at).toISOString(),
          with: facts(deviceId).code,
          isMore: differs?.isMore ?? false,
          rows: differs?.rows ?? [],
          repair: repaired,
        })),
      };
      try {
        writeDurably(path, `${JSON.stringify(report, null, 2)}\n`);
        return ok(null);
      } catch (cause) {
        const code = cause instanceof Error && 'code' in cause ? cause.code : null;
        return err({
          code: code === 'ENOSPC' || code === 'EDQUOT' ? 'file-no-room' : 'file-not-writable',
          data: { path },
        });
      }
    },
    read: audit,
    close: audit.close,
  };
};
