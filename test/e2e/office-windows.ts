// The PCs of an office in real windows on this machine, each with its folder and its port for peers.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { freePorts } from '../demo/free-ports.ts';
import { type DeskWindow, openDeskWindow } from '../support/desk-window.ts';

const picturesOfFailures = join(import.meta.dirname, '..', '..', '.cache', 'e2e');

export interface OfficeWindows<Name extends string> {
  readonly folder: string;
  open(name: Name): Promise<Page>;
  desk(name: Name): DeskWindow;
  page(name: Name): Page;
  portOf(name: Name): number;
  close(...names: readonly Name[]): Promise<void>;
  /** Every uncaught error and every dialog, of all windows since the beginning. */
  faults(): readonly string[];
  /** A picture of every open window in `.cache/e2e`, for whoever looks into a failure. */
  photograph(name: string): Promise<void>;
  /** Closes what is open and removes the folders. */
  end(): Promise<void>;
}

export const openOffice = async <Name extends string>(
  names: readonly Name[],
): Promise<OfficeWindows<Name>> => {
  const folder = mkdtempSync(join(tmpdir(), 'paydar-e2e-'));
  const ports = await freePorts(names.length);
  const portOf = (name: Name): number => ports[names.indexOf(name)] ?? 0;
  const opened: DeskWindow[] = [];
  const desks = new Map<Name, DeskWindow>();
  const desk = (name: Name): DeskWindow => {
    const found = desks.get(name);
    if (found === undefined) throw new Error(`${name} is not open`);
    return found;
  };
  return {
    folder,
    desk,
    portOf,
    page: (name) => desk(name).page,
    open: async (name) => {
      const args = ['--discovery', 'off', '--sync-port', String(portOf(name))];
      const made = await openDeskWindow({ dataDir: join(folder, name), args });
      opened.push(made);
      desks.set(name, made);
      return made.page;
    },
    close: async (...closed) => {
      await Promise.all(closed.map((name) => desk(name).close()));
    },
    photograph: async (title) => {
      await Promise.all(
        [...desks].map(([name, { page }]) =>
          // A window that is closed or hangs has no picture to give.
          page
            .screenshot({ path: join(picturesOfFailures, `${title}-${name}.png`), timeout: 5000 })
            .catch(() => null),
        ),
      );
    },
    faults: () => opened.flatMap(({ faults }) => faults),
    end: async () => {
      await Promise.all([...desks.values()].map((one) => one.close()));
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
};
