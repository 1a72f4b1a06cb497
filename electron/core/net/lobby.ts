/** Connections that were accepted and have not proven who they are: few, and not for long. */
import type { Clock } from '../sync/ports.ts';
import { formatAddress, plainIp } from './address.ts';
import type { WsLimits } from './ws-limits.ts';

/** What is used of `net.Socket`. */
export interface LobbySocket {
  readonly remoteAddress?: string | undefined;
  readonly remotePort?: number | undefined;
  on(event: 'error' | 'close', run: () => void): unknown;
  destroy(): unknown;
}

export interface LobbyParts {
  readonly clock: Clock;
  readonly limits: Pick<WsLimits, 'dialTimeoutMs' | 'maxUnauthenticated'>;
  readonly onRefusal: (refusal: {
    readonly type: 'crowded' | 'slow';
    readonly remoteAddress: string;
    readonly detail: string;
  }) => void;
}

export interface Lobby {
  /** Gives the socket a place, or ends it where there is none. */
  readonly enter: (socket: LobbySocket) => void;
  readonly upgraded: (remoteAddress: string) => void;
  readonly proven: (remoteAddress: string) => void;
  /** Ends whoever has not come as far as a connection. */
  readonly clear: () => void;
}

/** `host:port`, or '?' where the system does not say. */
export const remoteAddressOf = ({ remoteAddress, remotePort }: LobbySocket): string =>
  remoteAddress === undefined ? '?' : formatAddress({ host: plainIp(remoteAddress), port: remotePort ?? 0 });

interface Guest {
  readonly host: string;
  readonly socket: LobbySocket;
  isUpgraded: boolean;
}

/**
 * Where all places are taken, the one who came first from the host that has the most of them makes room: whoever
 * wants to keep colleagues out by holding places only holds out himself.
 */
export const openLobby = ({ clock, limits, onRefusal }: LobbyParts): Lobby => {
  const guests = new Map<string, Guest>();

  const placesOf = (host: string): number =>
    [...guests.values()].filter((guest) => guest.host === host).length;
  /** @returns null when nobody has more places than `host`. */
  const whoMakesRoom = (host: string): [string, Guest] | null => {
    let most: [string, Guest] | null = null;
    let places = placesOf(host);
    for (const entry of guests) {
      if (placesOf(entry[1].host) <= places) continue;
      most = entry;
      places = placesOf(entry[1].host);
    }
    return most;
  };
  const sendAway = (remoteAddress: string, socket: LobbySocket): void => {
    onRefusal({ type: 'crowded', remoteAddress, detail: `${guests.size} unproven already` });
    guests.delete(remoteAddress);
    socket.destroy();
  };

  return {
    enter: (socket) => {
      const remoteAddress = remoteAddressOf(socket);
      const host = plainIp(socket.remoteAddress ?? '?');
      socket.on('error', () => undefined);
      if (remoteAddress === '?') return sendAway(remoteAddress, socket);
      if (guests.size >= limits.maxUnauthenticated) {
        const other = whoMakesRoom(host);
        if (other === null) return sendAway(remoteAddress, socket);
        sendAway(other[0], other[1].socket);
      }
      const guest: Guest = { host, socket, isUpgraded: false };
      guests.set(remoteAddress, guest);
      const timer = clock.after(limits.dialTimeoutMs, () => {
        if (guest.isUpgraded || guests.get(remoteAddress) !== guest) return;
        onRefusal({ type: 'slow', remoteAddress, detail: `no upgrade in ${limits.dialTimeoutMs} ms` });
        socket.destroy();
      });
      socket.on('close', () => {
        timer.cancel();
        if (guests.get(remoteAddress) === guest) guests.delete(remoteAddress);
      });
    },
    upgraded: (remoteAddress) => {
      const guest = guests.get(remoteAddress);
      if (guest !== undefined) guest.isUpgraded = true;
    },
    proven: (remoteAddress) => {
      guests.delete(remoteAddress);
    },
    clear: () => {
      for (const { isUpgraded, socket } of guests.values()) if (!isUpgraded) socket.destroy();
    },
  };
};
