// Who may import whom. test/architecture plants one violation for each rule and requires it to be found.
// A unit test beside its source may use what it needs; the rules are about what ships.
const tests = '[.]test[.]tsx?$';
const shipped = (folder) => ({ path: `^${folder}/`, pathNot: tests });
const npm = (...names) => `(^|/)node_modules/(${names.join('|')})(/|$)`;
const builtIn = ['core'];

/** Files outside a folder that it must not reach; packages and built-ins are other rules' concern. */
const anythingOwnExcept = (...folders) => ({
  path: '^(shared|electron|renderer|test|build|dist)/',
  pathNot: folders.map((folder) => `^${folder}`),
});

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'nothing-unresolved',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^(electron|node:sqlite)$' },
    },
    {
      name: 'nothing-imports-test',
      severity: 'error',
      from: { path: '^(shared|electron|renderer|build)/', pathNot: tests },
      to: { path: ['^test/', tests] },
    },
    {
      name: 'shared-imports-only-shared',
      severity: 'error',
      from: shipped('shared'),
      to: anythingOwnExcept('shared/'),
    },
    {
      name: 'shared-uses-only-pure-packages',
      comment: 'schemas, the contract that is written in them, and telephone numbers: no I/O in any of them',
      severity: 'error',
      from: shipped('shared'),
      to: {
        path: '(^|/)node_modules/',
        pathNot: npm('zod', '@orpc/contract', 'libphonenumber-js', '@internationalized/date'),
      },
    },
    {
      name: 'shared-uses-no-platform',
      severity: 'error',
      from: shipped('shared'),
      to: { dependencyTypes: builtIn },
    },
    {
      name: 'renderer-imports-only-shared',
      severity: 'error',
      from: shipped('renderer'),
      to: anythingOwnExcept('renderer/', 'shared/'),
    },
    {
      name: 'renderer-uses-no-platform',
      severity: 'error',
      from: shipped('renderer'),
      to: { dependencyTypes: builtIn },
    },
    {
      name: 'only-main-and-preload-import-electron',
      comment: 'above all not the core, which also runs as a hub and in the simulator',
      severity: 'error',
      from: {
        path: '^(shared|electron|renderer|test)/',
        pathNot: ['^electron/(main|preload)/', '^test/(e2e|package)/'],
      },
      to: { path: ['^electron$', npm('electron')] },
    },
    {
      name: 'main-imports-only-shared',
      comment: 'main forks the core and never imports it',
      severity: 'error',
      from: shipped('electron/main'),
      to: anythingOwnExcept('electron/main/', 'shared/'),
    },
    {
      name: 'preload-imports-only-shared',
      severity: 'error',
      from: shipped('electron/preload'),
      to: anythingOwnExcept('electron/preload/', 'shared/'),
    },
    {
      name: 'preload-uses-no-platform',
      comment: 'a sandboxed preload has no Node',
      severity: 'error',
      from: shipped('electron/preload'),
      to: { dependencyTypes: builtIn },
    },
    {
      name: 'only-db-imports-the-database',
      severity: 'error',
      from: { path: '^(shared|electron|renderer)/', pathNot: ['^electron/core/db/', tests] },
      to: { path: ['^better-sqlite3$', npm('better-sqlite3', 'better-sqlite3-multiple-ciphers')] },
    },
    {
      name: 'core-imports-only-core-and-shared',
      severity: 'error',
      from: shipped('electron/core'),
      to: anythingOwnExcept('electron/core/', 'shared/'),
    },
    {
      name: 'db-imports-only-shared',
      severity: 'error',
      from: shipped('electron/core/db'),
      to: anythingOwnExcept('electron/core/db/', 'shared/'),
    },
    {
      name: 'usecases-import-only-db-and-shared',
      severity: 'error',
      from: shipped('electron/core/usecases'),
      to: anythingOwnExcept('electron/core/usecases/', 'electron/core/db/', 'shared/'),
    },
    {
      name: 'queries-import-only-db-and-shared',
      severity: 'error',
      from: shipped('electron/core/queries'),
      to: anythingOwnExcept('electron/core/queries/', 'electron/core/db/', 'shared/'),
    },
    {
      name: 'sync-imports-only-db-and-shared',
      severity: 'error',
      from: shipped('electron/core/sync'),
      to: anythingOwnExcept('electron/core/sync/', 'electron/core/db/', 'shared/'),
    },
    {
      name: 'identity-imports-only-db-and-shared',
      severity: 'error',
      from: shipped('electron/core/identity'),
      to: anythingOwnExcept('electron/core/identity/', 'electron/core/db/', 'shared/'),
    },
    {
      name: 'customer-import-imports-only-db-and-shared',
      severity: 'error',
      from: shipped('electron/core/customer-import'),
      to: anythingOwnExcept('electron/core/customer-import/', 'electron/core/db/', 'shared/'),
    },
    {
      name: 'exchange-imports-only-db-and-shared',
      severity: 'error',
      from: shipped('electron/core/exchange'),
      to: anythingOwnExcept('electron/core/exchange/', 'electron/core/db/', 'shared/'),
    },
    {
      name: 'archive-imports-only-db-sync-and-shared',
      severity: 'error',
      from: shipped('electron/core/archive'),
      to: anythingOwnExcept('electron/core/archive/', 'electron/core/db/', 'electron/core/sync/', 'shared/'),
    },
    {
      name: 'attachments-import-only-db-sync-and-shared',
      severity: 'error',
      from: shipped('electron/core/attachments'),
      to: anythingOwnExcept(
        'electron/core/attachments/',
        'electron/core/db/',
        'electron/core/sync/',
        'shared/',
      ),
    },
    {
      name: 'net-and-channels-import-only-ports-and-shared',
      severity: 'error',
      from: { path: '^electron/core/(net|channels)/', pathNot: tests },
      to: anythingOwnExcept('electron/core/(net|channels)/', 'electron/core/[^/]+/ports[.]ts$', 'shared/'),
    },
    {
      name: 'hub-imports-only-the-start-of-core',
      comment: 'and what hosts share: reading arguments, wording the errors of a start, reporting bugs',
      severity: 'error',
      from: shipped('electron/hub'),
      to: anythingOwnExcept(
        'electron/hub/',
        'electron/core/(start|start-error|version|fault-log|host/core-arguments)[.]ts$',
        'shared/',
      ),
    },
  ],
  options: {
    doNotFollow: { path: '(^|/)node_modules/' },
    // The peers to measure beside have packages of their own.
    exclude: { path: '(^|/)(dist|release)/|^test/bench/peers/' },
    tsPreCompilationDeps: true,
    preserveSymlinks: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.cjs', '.js', '.json', '.d.ts'],
    },
  },
};
