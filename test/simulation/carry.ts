/** Changes that go from PC to PC on a USB stick, whole or damaged. */
import { readHead, readVector } from '../../electron/core/db/operation-log.ts';
import { stateHash } from '../../electron/core/db/state-hash.ts';
import { exportChanges } from '../../electron/core/exchange/export-changes.ts';
import { applyFile } from '../../electron/core/exchange/import-changes.ts';
import { openSealedFile } from '../../electron/core/exchange/sealed-file.ts';
import { verifyFile } from '../../electron/core/exchange/verify-file.ts';
import { historyKey, type VectorEntry, vectorFromEntries } from '../../shared/sync/version-vector.ts';
import { calmly, memorySink, memorySource } from '../support/memory-file.ts';
import type { SeededRandom } from '../support/seeded-random.ts';
import type { SimNode } from './sim-node.ts';
import type { Violation } from './violation.ts';

export interface Stick {
  readonly bytes: Buffer;
  /** How the histories end that it continues. */
  readonly end: readonly VectorEntry[];
}

/** What an undamaged file may be refused for: what it starts from is not here, or there is no room. */
const honestRefusals: readonly string[] = ['exchange-gap', 'disk-full'];

/** @param base what the reader is taken to hold. */
export const writeStick = async (node: SimNode, base: readonly VectorEntry[]): Promise<Stick | null> => {
  const { replica } = node.services();
  const file = memorySink();
  const known = vectorFromEntries(base);
  const end = readVector(replica.db.reader).filter(
    (entry) => entry.seq > (known.get(historyKey(entry)) ?? 0),
  );
  const written = await exportChanges({ replica, base, sink: file.sink, control: calmly() });
  return written.ok ? { bytes: file.bytes(), end } : null;
};

const readFile = async (node: SimNode, bytes: Buffer): Promise<string | null> => {
  const { replica } = node.services();
  const membership = replica.membership();
  if (membership === null) return 'no membership';
  const organisation = { id: membership.organisationId, secret: membership.secret };
  const file = await openSealedFile(memorySource(bytes), organisation);
  if (!file.ok) return file.error.code;
  const contents = await verifyFile(replica, file.value, calmly());
  if (!contents.ok) return contents.error.code;
  const applied = await applyFile(replica, file.value, contents.value, calmly());
  return applied.ok ? null : applied.error.code;
};

const isCovered = (node: SimNode, end: readonly VectorEntry[]): boolean =>
  end.every(({ device, epoch, seq }) => readHead(node.db.reader, { device, epoch }).seq >= seq);

export interface Reading {
  readonly outcome: string;
  readonly violation: Violation | null;
}

/** Takes in a file as it is: all of it, or for an honest reason nothing. */
export const readStick = async (node: SimNode, { bytes, end }: Stick): Promise<Reading> => {
  const refusal = await readFile(node, bytes);
  if (!node.isUp) return { outcome: 'the power went meanwhile', violation: null };
  const isRight = refusal === null ? isCovered(node, end) : honestRefusals.includes(refusal);
  const outcome = refusal ?? 'taken in';
  return { outcome, violation: isRight ? null : { rule: 'stick', detail: `${outcome} on ${node.name}` } };
};

/** Tries a file that broke on its way: it is refused, and nothing of it is applied. */
export const readDamagedStick = async (
  node: SimNode,
  { bytes }: Stick,
  random: SeededRandom,
): Promise<Reading> => {
  const at = random.integer(0, bytes.length - 1);
  const damaged = Buffer.from(bytes);
  damaged.writeUInt8((damaged.readUInt8(at) + random.integer(1, 255)) % 256, at);
  const before = stateHash(node.db.reader).hash;
  const refusal = await readFile(node, random.chance(0.5) ? damaged : bytes.subarray(0, at));
  if (!node.isUp) return { outcome: 'the power went meanwhile', violation: null };
  const isRight = refusal !== null && stateHash(node.db.reader).hash === before;
  const outcome = `damaged: ${refusal ?? 'taken in'}`;
  return { outcome, violation: isRight ? null : { rule: 'stick', detail: `${outcome} on ${node.name}` } };
};
