// Where the person is. Screens are few, so that a stack of places is all the routing there is.
import { create } from 'zustand';
import type { CustomerId, TicketId } from '../../shared/lib/ids.ts';

export const screenIds = ['queue', 'customers', 'import', 'network', 'conflicts', 'settings'] as const;

export type ScreenId = (typeof screenIds)[number];

export type Place = {
  readonly screen: ScreenId;
  readonly customerId?: CustomerId | undefined;
  readonly ticketId?: TicketId | undefined;
};

type Navigation = {
  readonly place: Place;
  readonly past: readonly Place[];
  readonly future: readonly Place[];
  /** Goes to a place and remembers the present one. Going where one already is changes nothing. */
  readonly go: (place: Place) => void;
  /** Changes the present place without a step in the history: for a selection that follows the arrows. */
  readonly replace: (place: Place) => void;
  readonly back: () => void;
  readonly forward: () => void;
  /** Forgets everything: after signing out, the next person starts at the queue. */
  readonly reset: () => void;
};

const longestHistory = 100;
const start: Place = { screen: 'queue' };

export const isSamePlace = (a: Place, b: Place): boolean =>
  a.screen === b.screen && a.customerId === b.customerId && a.ticketId === b.ticketId;

export const useNavigation = create<Navigation>()((set) => ({
  place: start,
  past: [],
  future: [],
  go: (place) =>
    set(({ place: present, past }) =>
      isSamePlace(place, present)
        ? {}
        : { place, past: [...past, present].slice(-longestHistory), future: [] },
    ),
  replace: (place) => set({ place }),
  back: () =>
    set(({ place, past, future }) => {
      const last = past.at(-1);
      return last ? { place: last, past: past.slice(0, -1), future: [place, ...future] } : {};
    }),
  forward: () =>
    set(({ place, past, future }) => {
      const [next, ...rest] = future;
      return next ? { place: next, past: [...past, place], future: rest } : {};
    }),
  reset: () => set({ place: start, past: [], future: [] }),
}));

/** Goes to a screen, to what was last looked at there. */
export function goToScreen(screen: ScreenId): void {
  const { place, past } = useNavigation.getState();
  if (place.screen !== screen) go(past.findLast((before) => before.screen === screen) ?? { screen });
}

/** For event handlers and actions, which need no re-render: `go({ screen: 'customers', customerId })`. */
export const go = (place: Place): void => useNavigation.getState().go(place);
