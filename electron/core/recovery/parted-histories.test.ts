import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { team } from '../../../shared/entities/team.ts';
import { ok } from '../../../shared/lib/result.ts';
import { openTestReplica, type TestReplica } from '../../../test/support/test-replica.ts';
import { runCommand } from '../db/commit.ts';
import { markRejoining } from '../db/rejoining.ts';
import { prepareRenewal } from '../db/renewal.ts';
import type { Replica } from '../db/replica.ts';
import { hasPartedHistories } from './parted-histories.ts';

const write = (replica: Replica, name: string): void => {
  const written = runCommand(replica, { name: 'x', author: { userId: null } }, (tx) => {
    tx.insert(team, { name, level: 'L1' });
    return ok(null);
  });
  if (!written.ok) throw new Error(written.error.code);
};

describe('a copy and the database whose place it would take', () => {
  let folder: string;
  let live: Replica;
  let copy: Replica;
  let open: TestReplica[];

  const isParted = (): boolean => hasPartedHistories(live.db.writer, copy.db.writer);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'paydar-parted-'));
    const [path, copied] = [join(folder, 'a.sqlite'), join(folder, 'b.sqlite')];
    const early = openTestReplica(path);
    write(early.replica, 'first');
    early.close();
    copyFileSync(path, copied);
    open = [openTestReplica(path), openTestReplica(copied)];
    const [one, other] = open;
    if (one === undefined || other === undefined) throw new Error('two replicas expected');
    [live, copy] = [one.replica, other.replica];
  });
  afterEach(() => {
    for (const { close } of open) close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('S49: have not parted while the copy is the same or shorter', () => {
    expect(isParted()).toBe(false);
    write(live, 'second');
    expect(isParted()).toBe(false);
  });

  it('S49: have parted where both wrote on', () => {
    write(live, 'here');
    write(copy, 'there');
    expect(isParted()).toBe(true);
    write(live, 'here again');
    expect(isParted()).toBe(true);
  });

  it("S49: have parted when the copy holds more of the PC's own history than the PC", () => {
    write(copy, 'later');
    expect(isParted()).toBe(true);
    // Whose database was lost knows nothing of its own history, and takes what there is.
    markRejoining(live.db.writer);
    expect(isParted()).toBe(false);
  });

  it('S49: have parted while the PC waits for another identity', () => {
    prepareRenewal(live, 0);
    expect(isParted()).toBe(true);
  });
});
