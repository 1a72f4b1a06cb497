import { createHash, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { OrganisationId } from '../../../shared/lib/ids.ts';
import { err, ok, type Result } from '../../../shared/lib/result.ts';
import type { ExchangeError } from './errors.ts';

/** Whose changes a file carries, and what only they know. */
export interface Organisation {
  readonly id: OrganisationId;
  /** The organisation secret as it is stored. */
  readonly secret: string;
}

/** What all chunks of one file are sealed with. */
export interface FileSeal {
  readonly key: Buffer;
  /** SHA-256 of the header: stands in every chunk's associated data, so that none fits another file. */
  readonly headerHash: Buffer;
}

const magic = Buffer.from('PAYDARUX', 'latin1');
export const fileVersion = 1;

/*
 * magic 8 · version 2 · reserved 2 · SHA-256 of the organisation id 32 · file id 16 · salt 32 ·
 * key check 16 · the first 4 bytes of SHA-256 over all before.
 */
const at = { version: 8, organisation: 12, fileId: 44, salt: 60, keyCheck: 92, checksum: 108 } as const;
export const headerBytes = 112;

const sha256 = (bytes: Uint8Array | string): Buffer => createHash('sha256').update(bytes).digest();

/** A key of the file's own, and what tells a wrong secret from a damaged chunk before any is opened. */
const deriveKey = (secret: string, salt: Uint8Array): { key: Buffer; keyCheck: Buffer } => {
  const derived = Buffer.from(hkdfSync('sha256', secret, salt, 'paydar file of changes 1', 48));
  return { key: derived.subarray(0, 32), keyCheck: derived.subarray(32) };
};

/** @param random 48 random bytes: the file's id and its salt. */
export const makeHeader = (
  organisation: Organisation,
  random: Uint8Array,
): { readonly header: Buffer; readonly seal: FileSeal } => {
  const header = Buffer.alloc(headerBytes);
  magic.copy(header);
  header.writeUInt16BE(fileVersion, at.version);
  sha256(organisation.id).copy(header, at.organisation);
  header.set(random.subarray(0, 48), at.fileId);
  const { key, keyCheck } = deriveKey(organisation.secret, header.subarray(at.salt, at.keyCheck));
  keyCheck.copy(header, at.keyCheck);
  sha256(header.subarray(0, at.checksum)).copy(header, at.checksum, 0, 4);
  return { header, seal: { key, headerHash: sha256(header) } };
};

/** @param header the first `headerBytes` of a file, or all of a shorter one. */
export const openHeader = (header: Buffer, organisation: Organisation): Result<FileSeal, ExchangeError> => {
  const beginning = header.subarray(0, magic.length);
  if (!beginning.equals(magic.subarray(0, beginning.length)) || beginning.length === 0)
    return err({ code: 'exchange-not-changes' });
  if (header.length < at.organisation) return err({ code: 'exchange-truncated' });
  // Before everything else: what follows may look different in a newer format.
  if (header.readUInt16BE(at.version) > fileVersion) return err({ code: 'exchange-newer' });
  if (header.length < headerBytes) return err({ code: 'exchange-truncated' });
  const checksum = sha256(header.subarray(0, at.checksum)).subarray(0, 4);
  if (!checksum.equals(header.subarray(at.checksum, headerBytes))) return err({ code: 'exchange-damaged' });
  if (!sha256(organisation.id).equals(header.subarray(at.organisation, at.fileId)))
    return err({ code: 'exchange-other-organisation' });
  const { key, keyCheck } = deriveKey(organisation.secret, header.subarray(at.salt, at.keyCheck));
  if (!timingSafeEqual(keyCheck, header.subarray(at.keyCheck, at.checksum)))
    return err({ code: 'exchange-secret-wrong' });
  return ok({ key, headerHash: sha256(header.subarray(0, headerBytes)) });
};
