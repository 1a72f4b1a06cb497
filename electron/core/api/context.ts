import type { AppError } from '../../../shared/contract/errors.ts';
import type { Clock, Random } from '../../../shared/lib/clock.ts';
import type { Result } from '../../../shared/lib/result.ts';
import type { ArchiveService } from '../archive/archive-service.ts';
import type { AttachmentService } from '../attachments/attachment-service.ts';
import type { AuditService } from '../audit/audit-service.ts';
import type { ImportService } from '../customer-import/import-service.ts';
import type { Replica } from '../db/replica.ts';
import type { ExchangeService } from '../exchange/exchange-service.ts';
import type { SessionUser, SignIn } from '../identity/sign-in.ts';
import type { Notices } from '../notices.ts';
import type { SetupService } from '../setup/setup-service.ts';
import type { RefusalCount } from '../sync/refusal-count.ts';
import type { PeerHealth, SyncStatus } from '../sync/sync-status.ts';

export type { SessionUser } from '../identity/sign-in.ts';

/** Which files a window may have read or written: those that a person chose for it. */
export interface FileRights {
  mayRead(path: string): Promise<boolean>;
  mayWrite(path: string): Promise<boolean>;
}

/** Who is signed in on one connection: one window's port, or one bearer token. */
export interface SessionHolder {
  user: SessionUser | null;
  /** The files that this connection may name; scripts, which hold the token, may name any. */
  readonly files?: FileRights | undefined;
}

export interface SyncService {
  status(): SyncStatus;
  peers(): PeerHealth[];
  refusals(): RefusalCount[];
  addAddress(address: string): Result<null, AppError>;
}

export type Change = { readonly topics: readonly string[]; readonly ids: readonly string[] };
/** Topics of what belongs to this PC; every other topic is the name of an entity. */
export const localTopics = [
  'sync',
  'setup',
  'import',
  'exchange',
  'attachments',
  'preference',
  'notices',
  'audit',
] as const;
export type LocalTopic = (typeof localTopics)[number];

/** What live queries listen to: changes of the replica and of what belongs to this PC. */
export interface Changes {
  subscribe(listener: (change: Change) => void): () => void;
  emit(topic: LocalTopic): void;
}

/** Everything that the contract's procedures need. Put together in `core/start.ts`, shared by all connections. */
export interface CoreServices {
  readonly replica: Replica;
  readonly clock: Clock;
  readonly random: Random;
  readonly appVersion: string;
  readonly sync: SyncService;
  readonly setup: SetupService;
  readonly imports: ImportService;
  readonly exchange: ExchangeService;
  readonly attachments: Omit<AttachmentService, 'feature' | 'bodies'>;
  readonly audit: Pick<AuditService, 'status' | 'repair' | 'report'>;
  readonly archive: Pick<ArchiveService, 'size' | 'compactNow'>;
  readonly changes: Changes;
  readonly notices: Notices;
  /** `createSignIn(replica)`: counts failures over all connections. */
  readonly signIn: SignIn;
  /** While the core is restarted in place, what to wait for; null otherwise. */
  readonly isRestarting: () => Promise<void> | null;
  /** Takes bugs; must keep personal data out of what it writes. */
  readonly onFault: (cause: unknown) => void;
}
