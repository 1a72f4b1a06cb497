import type { OutputOf } from '../../../shared/contract/procedure-types.ts';
import type { setup } from '../../../shared/contract/setup.ts';
import { findRow } from '../db/find-row.ts';
import { readOrganisation } from '../db/read-organisation.ts';
import { isRejoining } from '../db/rejoining.ts';
import type { Replica } from '../db/replica.ts';
import { isSample } from '../db/sample-mark.ts';

type SetupStatus = OutputOf<typeof setup.status>;

/** Where this PC stands. `ready` needs the call centre's row: a joined desk has it once it received the log. */
export const setupStatus = (
  replica: Replica,
  present: Pick<SetupStatus, 'user' | 'join' | 'appVersion'>,
): SetupStatus => {
  const connection = replica.db.reader;
  const membership = replica.membership();
  const organisation = membership === null ? null : readOrganisation(connection);
  const device = membership === null ? null : findRow(connection, 'device', membership.deviceId);
  const rejoining = membership !== null && isRejoining(connection);
  const begun =
    membership !== null || present.join?.phase === 'connecting' || present.join?.phase === 'receiving';
  return {
    // After a damage nothing can be written before the own history has come back.
    state: organisation !== null && !rejoining ? 'ready' : begun ? 'joining' : 'unconfigured',
    rejoining,
    organisation: organisation && {
      id: organisation.id,
      name: organisation.name,
      language: organisation.language,
      workingWeek: organisation.workingWeek,
      timeZoneOffsetMin: organisation.timeZoneOffsetMin,
      rialPerToman: organisation.rialPerToman,
    },
    device: membership && {
      id: membership.deviceId,
      code: membership.deviceCode,
      name: device?.name ?? '',
      role: membership.role,
    },
    ...present,
    sample: isSample(connection),
  };
};
