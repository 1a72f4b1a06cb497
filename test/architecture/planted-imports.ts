// One violation for each dependency rule: `file` is planted with an import of `imports`.

export type Plant = { readonly rule: string; readonly file: string; readonly imports: string };

export const plants: readonly Plant[] = [
  { rule: 'no-cycles', file: 'shared/rules/a.ts', imports: './b.ts' },
  { rule: 'nothing-unresolved', file: 'shared/rules/lost.ts', imports: './nowhere.ts' },
  { rule: 'nothing-imports-test', file: 'electron/core/fixture.ts', imports: '../../test/world.ts' },
  { rule: 'shared-imports-only-shared', file: 'shared/rules/up.ts', imports: '../../renderer/page.ts' },
  { rule: 'shared-uses-only-pure-packages', file: 'shared/rules/socket.ts', imports: 'ws' },
  { rule: 'shared-uses-no-platform', file: 'shared/rules/disk.ts', imports: 'node:fs' },
  { rule: 'renderer-imports-only-shared', file: 'renderer/reach.ts', imports: '../electron/core/start.ts' },
  { rule: 'renderer-uses-no-platform', file: 'renderer/disk.ts', imports: 'node:fs' },
  { rule: 'only-main-and-preload-import-electron', file: 'electron/core/window.ts', imports: 'electron' },
  { rule: 'main-imports-only-shared', file: 'electron/main/embed.ts', imports: '../core/start.ts' },
  { rule: 'preload-imports-only-shared', file: 'electron/preload/embed.ts', imports: '../core/start.ts' },
  { rule: 'preload-uses-no-platform', file: 'electron/preload/disk.ts', imports: 'node:fs' },
  { rule: 'only-db-imports-the-database', file: 'electron/core/queries/raw.ts', imports: 'better-sqlite3' },
  { rule: 'core-imports-only-core-and-shared', file: 'electron/core/host.ts', imports: '../main/main.ts' },
  { rule: 'db-imports-only-shared', file: 'electron/core/db/act.ts', imports: '../usecases/act.ts' },
  {
    rule: 'usecases-import-only-db-and-shared',
    file: 'electron/core/usecases/send.ts',
    imports: '../net/wire.ts',
  },
  {
    rule: 'queries-import-only-db-and-shared',
    file: 'electron/core/queries/act.ts',
    imports: '../usecases/act.ts',
  },
  { rule: 'sync-imports-only-db-and-shared', file: 'electron/core/sync/send.ts', imports: '../net/wire.ts' },
  {
    rule: 'identity-imports-only-db-and-shared',
    file: 'electron/core/identity/send.ts',
    imports: '../net/wire.ts',
  },
  {
    rule: 'customer-import-imports-only-db-and-shared',
    file: 'electron/core/customer-import/send.ts',
    imports: '../net/wire.ts',
  },
  {
    rule: 'exchange-imports-only-db-and-shared',
    file: 'electron/core/exchange/send.ts',
    imports: '../net/wire.ts',
  },
  {
    rule: 'archive-imports-only-db-sync-and-shared',
    file: 'electron/core/archive/send.ts',
    imports: '../net/wire.ts',
  },
  {
    rule: 'attachments-import-only-db-sync-and-shared',
    file: 'electron/core/attachments/send.ts',
    imports: '../net/wire.ts',
  },
  {
    rule: 'net-and-channels-import-only-ports-and-shared',
    file: 'electron/core/net/store.ts',
    imports: '../db/open.ts',
  },
  {
    rule: 'hub-imports-only-the-start-of-core',
    file: 'electron/hub/store.ts',
    imports: '../core/db/open.ts',
  },
];

/** A small tree that keeps every rule, for the plants to be added to. */
export const cleanTree: Readonly<Record<string, string>> = {
  'shared/rules/b.ts': '',
  'shared/rules/schema.ts': "import { z } from 'zod';\nexport const name = z.string();\n",
  'renderer/page.ts': "import '../shared/rules/schema.ts';\n",
  'electron/main/main.ts':
    "import { app } from 'electron';\nimport '../../shared/rules/schema.ts';\nexport const main = app;\n",
  'electron/core/sync/ports.ts': '',
  'electron/core/db/open.ts': "import Database from 'better-sqlite3';\nexport const open = Database;\n",
  'electron/core/usecases/act.ts': "import '../db/open.ts';\n",
  'electron/core/net/wire.ts': "import '../sync/ports.ts';\nimport 'node:net';\n",
  'electron/core/start.ts': "import './usecases/act.ts';\nimport './net/wire.ts';\n",
  'electron/hub/main.ts': "import '../core/start.ts';\n",
  'test/world.ts': "import '../electron/core/start.ts';\n",
};
