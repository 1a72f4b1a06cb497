import { isRejoining, readSalvageList } from '../db/rejoining.ts';
import type { Replica } from '../db/replica.ts';
import { atomicallyInTurns, createPace, type InTurns, runInTurns } from '../db/steps.ts';
import type { Touched } from '../db/touched.ts';
import { endSalvage, salvageFiles } from './carry-over.ts';
import type { DataFolder } from './data-folder.ts';

export interface SalvageParts {
  readonly folder: DataFolder;
  readonly replica: Replica;
  readonly onPlace: (received: number | null) => void;
  /** What the user has to be told of set-aside files may be another by now. */
  readonly onReport: () => void;
  readonly onFault: (cause: unknown) => void;
}

export interface Salvage {
  /** The log has come instead of a checkpoint: what only the damaged file holds goes on top of it. */
  onCaughtUp(): void;
  close(): Promise<void>;
}

/** When it ended early, for lack of room. */
const retryMs = 30_000;

/** Takes over in the background what is left in databases that were set aside, in short steps beside other work. */
export const startSalvage = ({ folder, replica, onPlace, onReport, onFault }: SalvageParts): Salvage => {
  const { db, clock } = replica;
  let running: Promise<void> | null = null;
  let isClosed = false;
  const behindGate = createPace(clock.monotonicMs, () => isClosed, onPlace);
  const inTurns: InTurns = {
    onPlace,
    breathe: () => (db.gate.isHeld ? db.gate.pass() : behindGate.breathe()),
  };

  /**
   * A database that came from a backup names files that lie beside another one. Asked only here: while a database is
   * replaced, the one that is about to be set aside is not among the files yet.
   */
  const namesOfNothing = (): readonly string[] => {
    const there = folder.listSetAside();
    return readSalvageList(db.writer).filter((name) => !there.includes(name));
  };

  const run = async (): Promise<void> => {
    await db.gate.pass();
    const gone = namesOfNothing();
    const leftover = await runInTurns(salvageFiles(folder, replica), inTurns);
    const touched: Touched = new Map();
    const ended = leftover.ok
      ? await atomicallyInTurns(
          db,
          () => endSalvage(replica, { ...leftover.value, read: [...gone, ...leftover.value.read] }, touched),
          behindGate,
          (error) => error,
          (reissued) => {
            if (reissued > 0) replica.announce(touched, 'local', reissued);
          },
        )
      : leftover;
    if (!ended.ok) {
      clock.after(retryMs, begin);
      return;
    }
    onReport();
  };
  const begin = (): void => {
    if (isClosed || running !== null) return;
    running = run()
      .catch((cause) => {
        if (!isClosed) onFault(cause);
      })
      .finally(() => {
        running = null;
        if (!isClosed) onPlace(null);
      });
  };
  if (!isRejoining(db.writer) && readSalvageList(db.writer).length > 0) clock.after(0, begin);
  return {
    onCaughtUp: () => {
      if (!isClosed && isRejoining(db.writer)) begin();
    },
    close: async () => {
      isClosed = true;
      await running;
    },
  };
};
