/** Two PCs of an office, each a process of its own with real files and sockets. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type OfficePeer, startOfficePeer } from '../support/crowd.ts';

export interface TwoPcs {
  readonly folder: string;
  readonly hub: OfficePeer;
  /** In a call centre that the hub has just made. */
  readonly at: { readonly address: string; readonly secret: string };
  start(name: string): Promise<OfficePeer>;
}

/** Whatever happens, the processes and their files are gone at the end. */
export const withTwoPcs = async <T>(run: (pcs: TwoPcs) => Promise<T>): Promise<T> => {
  const folder = mkdtempSync(join(tmpdir(), 'paydar-bench-'));
  const running: OfficePeer[] = [];
  const start = async (name: string): Promise<OfficePeer> => {
    const peer = await startOfficePeer(join(folder, name));
    running.push(peer);
    return peer;
  };
  try {
    const hub = await start('hub');
    return await run({ folder, hub, at: await hub.create(), start });
  } finally {
    await Promise.all(running.map((peer) => peer.kill()));
    rmSync(folder, { recursive: true, force: true });
  }
};
