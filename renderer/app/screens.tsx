// Which component shows which screen. Each feature adds its line; loading happens when a screen is first seen.
import { type ComponentType, type LazyExoticComponent, lazy } from 'react';
import type { ScreenId } from './navigation.ts';

/** A screen reads its place from `useNavigation`, and takes no properties. */
export type Screen = LazyExoticComponent<ComponentType>;

export const screens: Partial<Record<ScreenId, Screen>> = {
  queue: lazy(() => import('../features/tickets/queue-screen.tsx')),
  conflicts: lazy(() => import('../features/conflicts/conflicts-screen.tsx')),
  customers: lazy(() => import('../features/customers/customers-screen.tsx')),
  import: lazy(() => import('../features/customer-import/import-screen.tsx')),
  network: lazy(() => import('../features/network/network-screen.tsx')),
  settings: lazy(() => import('../features/settings/settings-screen.tsx')),
};
