/** A session of a replica with a peer that a test speaks for. */
import type { IncomingOperation } from '../../electron/core/db/accept.ts';
import type { Replica } from '../../electron/core/db/replica.ts';
import { openLogTail } from '../../electron/core/sync/log-tail.ts';
import type { Connection } from '../../electron/core/sync/ports.ts';
import { openSession, type Session } from '../../electron/core/sync/session.ts';
import type { SessionFeature } from '../../electron/core/sync/session-feature.ts';
import { createTurns } from '../../electron/core/sync/turns.ts';
import { idSchema } from '../../shared/lib/ids.ts';
import type { MessageOf } from '../../shared/sync/messages.ts';
import { plainOperations } from './plain-operations.ts';
import { type RecordedConnection, recordedConnection } from './recorded-connection.ts';
import { organisationId } from './test-replica.ts';

export const recordedPeerId = idSchema<'device'>().parse('0197a000-0000-7000-8000-0000000000aa');

/** How a peer opens that holds something else than anybody here. */
export const openingOf = (said: Partial<MessageOf<'open'>> = {}): MessageOf<'open'> => ({
  t: 'open',
  organisationId,
  epoch: 1,
  schema: 1,
  appVersion: 'x',
  syncPort: 0,
  holds: '',
  ...said,
});

export interface RecordedSession extends RecordedConnection {
  readonly session: Session;
  /** The peer sends a batch. @param run which request of this side it answers. */
  hearOperations(run: number, operations: readonly IncomingOperation[]): void;
  /** Why it ended. */
  readonly ends: unknown[];
  readonly faults: unknown[];
}

export interface RecordedSessionParts {
  readonly features?: readonly SessionFeature[];
  /** What the connection is to do otherwise. */
  readonly connection?: Partial<Connection>;
}

/** How frames are counted is tested where they are: here a peer may send as many as it likes. */
export const openRecordedSession = (
  replica: Replica,
  { features = [], connection = {} }: RecordedSessionParts = {},
): RecordedSession => {
  const membership = replica.membership();
  if (membership === null) throw new Error('a membership expected');
  const recorded = recordedConnection(connection);
  const ends: unknown[] = [];
  const faults: unknown[] = [];
  const session = openSession(
    {
      replica,
      membership,
      connection: recorded.connection,
      deviceId: recordedPeerId,
      appVersion: '0.0.0',
      syncPort: 1,
      features,
      tail: openLogTail(replica.db),
      turns: createTurns(replica.clock.monotonicMs),
      allowance: { take: () => true },
      onFault: (cause) => faults.push(cause),
    },
    { onOpen: () => undefined, onVector: () => undefined, onClose: (reason) => ends.push(reason) },
  );
  const hearOperations: RecordedSession['hearOperations'] = (run, operations) => {
    const { message, payload } = plainOperations(run, operations);
    recorded.hear(message, payload);
  };
  return { ...recorded, session, hearOperations, ends, faults };
};
