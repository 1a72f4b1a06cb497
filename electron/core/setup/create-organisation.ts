import type { AppError } from '../../../shared/contract/errors.ts';
import type { ApiInputs } from '../../../shared/contract/index.ts';
import { device } from '../../../shared/entities/device.ts';
import { organisation } from '../../../shared/entities/organisation.ts';
import { user } from '../../../shared/entities/user.ts';
import type { UserId } from '../../../shared/lib/ids.ts';
import { ok, type Result } from '../../../shared/lib/result.ts';
import { searchKeys } from '../../../shared/rules/search-key.ts';
import { runCommand } from '../db/commit.ts';
import { writeMembership } from '../db/meta.ts';
import { ownDeviceId, ownOperationKey } from '../db/own-keys.ts';
import type { Replica } from '../db/replica.ts';
import { makeJoinSecret } from './join-secret.ts';

const hubDeviceCode = 101;
const tehranOffsetMin = 210;

/** What differs between the countries of the presets, shown in the wizard and editable later. */
const countryByWeek = {
  ir: { timeZoneOffsetMin: tehranOffsetMin, defaultAreaCode: '21', countryCode: '98' },
  ir_thu: { timeZoneOffsetMin: tehranOffsetMin, defaultAreaCode: '21', countryCode: '98' },
  iq: { timeZoneOffsetMin: 180, defaultAreaCode: '1', countryCode: '964' },
  eg: { timeZoneOffsetMin: 120, defaultAreaCode: '2', countryCode: '20' },
  sa: { timeZoneOffsetMin: 180, defaultAreaCode: '11', countryCode: '966' },
  ae: { timeZoneOffsetMin: 240, defaultAreaCode: '4', countryCode: '971' },
} as const;

export interface NewOrganisation extends Omit<ApiInputs['setup']['create'], 'password'> {
  readonly passwordHash: string;
}

/** Makes a call centre out of an empty replica; this PC becomes its hub. One transaction. */
export const createOrganisation = (
  replica: Replica,
  input: NewOrganisation,
): Result<{ readonly joinSecret: string; readonly userId: UserId }, AppError> => {
  const joinSecret = makeJoinSecret(replica.random);
  const deviceId = ownDeviceId(replica);
  const operationKey = ownOperationKey(replica);
  const outcome = runCommand(replica, { name: 'setup.create', author: { userId: null } }, (tx) => {
    const organisationId = replica.newId<'organisation'>();
    writeMembership(tx.connection, {
      organisationId,
      deviceId,
      deviceCode: hubDeviceCode,
      role: 'hub',
      epoch: 1,
      secret: joinSecret,
      hubDeviceId: deviceId,
    });
    replica.refreshMembership();
    tx.insertWithId(organisation, organisationId, {
      name: input.organisationName,
      workingWeek: input.workingWeek,
      language: input.language,
      rialPerToman: 10,
      ...countryByWeek[input.workingWeek],
    });
    tx.insertWithId(device, deviceId, {
      code: hubDeviceCode,
      name:
        input.deviceName === undefined || input.deviceName === '' ? `PC ${hubDeviceCode}` : input.deviceName,
      role: 'hub',
      // It vouches for itself; whoever joins is told the same key over the proven channel.
      operationKey,
    });
    const userId = tx.insert(user, {
      name: input.adminName,
      nameKey: searchKeys(input.adminName).joined,
      role: 'admin',
      passwordHash: input.passwordHash,
      status: 'active',
    });
    return ok({ joinSecret, userId });
  });
  // After a rollback the membership that the transaction wrote is gone again.
  replica.refreshMembership();
  return outcome;
};
