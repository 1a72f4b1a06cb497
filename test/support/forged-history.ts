/** Operations of members with keys of their own, who write into them what they like. */
import { createHash } from 'node:crypto';
import type { IncomingOperation } from '../../electron/core/db/accept.ts';
import {
  makeOperationKeys,
  readPrivateKey,
  signOperation,
} from '../../electron/core/db/operation-signature.ts';
import { type DeviceId, idSchema, type OrganisationId } from '../../shared/lib/ids.ts';
import { isStamp, type Stamp } from '../../shared/sync/stamp.ts';
import { seededRandom } from './seeded-random.ts';

type Json = Readonly<Record<string, unknown>>;

export interface ForgedHistory {
  readonly device: DeviceId;
  /**
   * The next operation of the history, chained as it must be. `overrides` replace parts of its envelope; `spell`
   * writes its text in another way.
   */
  next(changes: readonly Json[], overrides?: Json, spell?: (text: string) => string): IncomingOperation;
  /** What the writes of the newest operation are called. */
  stamp(): Stamp;
}

const firstHlcMs = 0x1a0_0000_0000;

const deviceOf = (n: number): DeviceId =>
  idSchema<'device'>().parse(`0197a000-0000-7000-8000-0000000009${String(n).padStart(2, '0')}`);

const keysOf = (n: number) => makeOperationKeys(seededRandom(`forged ${n}`));

/** Devices 0–99 and their keys, as a call centre knows its members. */
export const forgedDevices = Array.from({ length: 100 }, (_, index) => ({
  device: deviceOf(index),
  operationKey: keysOf(index).publicKey,
}));

/** @param n tells devices, their keys and their clocks apart, 0–99; two epochs of one have the same clock. */
export const forgeHistory = (organisationId: OrganisationId, n: number, epoch = 1): ForgedHistory => {
  const device = deviceOf(n);
  const privateKey = readPrivateKey(keysOf(n).privateKey);
  let seq = 0;
  let prev = '';
  let hlc = '';
  return {
    device,
    next: (changes, overrides = {}, spell = (text) => text) => {
      seq += 1;
      hlc = `${(firstHlcMs + seq * 100 + n).toString(16).padStart(12, '0')}0000`;
      const operation = {
        v: 1,
        org: organisationId,
        device,
        epoch,
        seq,
        prev,
        hlc,
        wall: 1_790_000_000_000,
        policy: 0,
        schema: 1,
        user: null,
        command: 'forged',
        changes,
        ...overrides,
      };
      const bytes = Buffer.from(spell(JSON.stringify(operation)), 'utf8');
      prev = createHash('sha256').update(bytes).digest('hex');
      return { key: { device, epoch, seq }, bytes, signature: signOperation(privateKey, bytes) };
    },
    stamp: () => {
      const stamp = hlc + device.replaceAll('-', '');
      if (!isStamp(stamp)) throw new Error('no operation yet');
      return stamp;
    },
  };
};
