import type { Discovery } from '../sync/ports.ts';

/** Discovery that says nothing and sees nobody, for `--discovery off`. */
export const noneDiscovery = (): Discovery => ({
  announce() {},
  onSighting() {},
  ask() {},
  close: () => Promise.resolve(),
});
