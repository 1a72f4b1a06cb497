/** Disks that are copied, put back, or go bad. */
import type { Day } from './day.ts';
import { count } from './day.ts';
import { isJoining } from './joining.ts';
import { addressOf, isInBackup, type SimNode } from './sim-node.ts';
import type { StepOf } from './step.ts';

const mostPcs = 7;

export const start = async (node: SimNode): Promise<string> => {
  if (node.isUp) return 'on already';
  await node.boot();
  return node.isUp ? 'on' : 'the power went while it started';
};

/** What nobody else has goes with the disk, and no program can bring it back. @param isLeft whether the disk has it. */
const forgetUnsent = (day: Day, node: SimNode, isLeft: ReturnType<typeof isInBackup>): void => {
  const others = day.office.nodes.filter((other) => other !== node && other.isUp);
  const kept = day.confirmed.filter(
    (operation) =>
      isLeft(operation) || others.some((other) => other.hasInLog(operation) || other.hasPutAway(operation)),
  );
  day.confirmed.splice(0, day.confirmed.length, ...kept);
};

const backupOf = (day: Day, index: number): Day['backups'][number] | undefined =>
  day.backups[index % Math.max(1, day.backups.length)];

export const backUp = (day: Day, node: SimNode): string => {
  if (!node.isUp || node.membership() === null || isJoining(day, node)) return 'nothing to be copied yet';
  day.backups.push({ node, image: node.disk.image(), model: node.disk.model() });
  return `backup ${day.backups.length - 1}`;
};

/** A disk is put back as it was when the backup was made; what others have meanwhile stays with them. */
export const restore = async (day: Day, step: StepOf<'restore'>): Promise<string> => {
  const backup = backupOf(day, step.backup);
  if (backup === undefined) return 'no backup';
  const { node, image } = backup;
  if (node.isUp) node.crash();
  day.setBack.add(node);
  forgetUnsent(day, node, isInBackup(image));
  node.disk.replace(image);
  return `${node.name} ${await start(node)}`;
};

/** Another PC is started from a copy of a disk, beside the one that it was copied from. */
export const clone = async (day: Day, step: StepOf<'clone'>): Promise<string> => {
  const backup = backupOf(day, step.backup);
  if (backup === undefined || day.office.nodes.length >= mostPcs) return 'no backup, or no room';
  count(day, 'cloned');
  const { nodes, addNode } = day.office;
  const others = [...nodes];
  day.setBack.add(backup.node);
  const twin = await addNode(backup);
  // A copy of the hub that was taken early knows no other address than its own: somebody types where the desks are.
  for (const { name } of others) twin.services().sync.addAddress(addressOf(name));
  return twin.name;
};

/** Parts of the file that hold the log: what stood there alone may be gone. */
const partsOfTheLog: readonly string[] = ['operation', 'archive_segment', 'sqlite_schema'];

/** The power goes, and at the next start a page of the database is noise. */
export const damage = async (day: Day, node: SimNode, { part, page }: StepOf<'damage'>): Promise<string> => {
  if (node.isUp) node.crash();
  if (node.disk.recallsNothing()) return 'belongs to nothing yet';
  day.setBack.add(node);
  if (partsOfTheLog.includes(part)) forgetUnsent(day, node, () => false);
  node.disk.damage(part, page);
  return start(node);
};
