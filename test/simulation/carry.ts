/** Changes that go from PC to PC on a USB stick, whole or damaged. */
import { type History, heldHash, readHead, readVector } from '../../electron/core/db/operation-log.ts';
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
  /** The histories that it continues, from their beginnings. */
  readonly carried: readonly Carried[];
}

/** One history as the maker of a stick held it. */
interface Carried {
  readonly history: History;
  /** Of its operations, the first one's first. */
  readonly hashes: readonly (Buffer | null)[];
}

/**
 * What an undamaged file may always be refused for: what it starts from is not here, or there is no room. Histories
 * that part are looked at: they are the third reason, and none where they do not.
 */
const honestRefusals: readonly string[] = ['exchange-gap', 'disk-full'];

/** @param base what the reader is taken to hold. */
export const writeStick = async (node: SimNode, base: readonly VectorEntry[]): Promise<Stick | null> => {
  const { replica } = node.services();
  const file = memorySink();
  const known = vectorFromEntries(base);
  const { reader } = replica.db;
  const carried = readVector(reader)
    .filter((entry) => entry.seq > (known.get(historyKey(entry)) ?? 0))
    .map(({ seq, ...history }) => ({
      history,
      hashes: Array.from({ length: seq }, (_, n) => heldHash(reader, { ...history, seq: n + 1 })),
    }));
  const written = await exportChanges({ replica, base, sink: file.sink, control: calmly() });
  return written.ok ? { bytes: file.bytes(), carried } : null;
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

const isHeld = (node: SimNode, { history, hashes }: Carried, seq: number): boolean => {
  const here = heldHash(node.db.reader, { ...history, seq });
  const there = hashes[seq - 1];
  return here !== null && there != null && here.equals(there);
};

const isCovered = (node: SimNode, carried: readonly Carried[]): boolean =>
  carried.every((each) => isHeld(node, each, each.hashes.length));

/** Whether a history went on otherwise here, or is this PC's own and longer on the stick: it was restored or copied. */
const isParted = (node: SimNode, carried: readonly Carried[]): boolean =>
  carried.some((each) => {
    const here = readHead(node.db.reader, each.history).seq;
    const { deviceId, epoch } = node.membership() ?? {};
    const isOwn = each.history.device === deviceId && each.history.epoch === epoch;
    const common = Math.min(here, each.hashes.length);
    return (isOwn && here < each.hashes.length) || (common > 0 && !isHeld(node, each, common));
  });

export interface Reading {
  readonly outcome: string;
  readonly violation: Violation | null;
}

/** Takes in a file as it is: all of it, or for an honest reason nothing. */
export const readStick = async (node: SimNode, { bytes, carried }: Stick): Promise<Reading> => {
  const isPartedBefore = isParted(node, carried);
  const refusal = await readFile(node, bytes);
  if (!node.isUp) return { outcome: 'the power went meanwhile', violation: null };
  const isHonest = refusal === 'exchange-forked' ? isPartedBefore : honestRefusals.includes(refusal ?? '');
  const isRight = refusal === null ? isCovered(node, carried) : isHonest;
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
