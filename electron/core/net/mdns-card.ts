/**
 * mDNS on one network card. Whatever strangers send and whatever the card does, nothing is thrown into
 * the process: it becomes a problem that is reported.
 */
import { createSocket, type Socket } from 'node:dgram';
import { Bonjour, type Browser, type Service } from 'bonjour-service';
import type { Advertisement, Clock } from '../sync/ports.ts';
import { instanceNameOf, serviceType, txtOf } from './mdns-record.ts';

export interface MdnsCardParts {
  /** The card's own IPv4 address. */
  readonly ip: string;
  readonly port: number;
  /** Of this run of the core. */
  readonly life: string;
  readonly clock: Clock;
  /** What was seen, unchecked. */
  readonly onService: (service: Service) => void;
  readonly onProblem: (error: unknown) => void;
}

export interface MdnsCard {
  readonly announce: (advertisement: Advertisement | null) => void;
  readonly ask: () => void;
  /** True when the socket is of no more use and a new one should be tried. */
  readonly isBroken: () => boolean;
  /** Says goodbye, then frees the socket. */
  readonly close: () => Promise<void>;
}

/** How long a goodbye may take on a card that is perhaps gone. */
const goodbyeMs = 500;

export function openMdnsCard({ ip, port, life, clock, onService, onProblem }: MdnsCardParts): MdnsCard {
  let broken = false;
  const socket = guardedSocket(onProblem);
  socket.on('error', () => {
    broken = true;
  });
  // The library would throw a failed bind into the process, so the socket is bound here. The card's address
  // is for joining the group; receiving is on every address, because on Linux a socket that is bound to a
  // card's address gets no multicast at all.
  const options = { interface: ip, bind: false, port, socket };
  const bonjour = new Bonjour(options, onProblem);
  socket.bind(port, '0.0.0.0');

  let browser: Browser | undefined;
  let wanted: Advertisement | null = null;
  let published: Service | undefined;
  let isStopping = false;

  const guarded = (run: () => void): void => {
    try {
      run();
    } catch (error) {
      onProblem(error);
    }
  };

  const publishWanted = (): void => {
    if (!wanted || published || isStopping) return;
    const name = instanceNameOf(wanted, life);
    published = bonjour.publish({
      name,
      type: serviceType,
      port: wanted.port,
      // Two PCs from one disk image have the same host name; device ids differ.
      host: `${name}.local`,
      txt: txtOf(wanted),
      probe: false,
    });
  };

  const withdraw = (): void => {
    if (!published || isStopping) return;
    isStopping = true;
    published.stop(() => {
      isStopping = false;
      published = undefined;
      guarded(publishWanted);
    });
  };

  return {
    announce(advertisement) {
      wanted = advertisement;
      guarded(published ? withdraw : publishWanted);
    },
    ask: () =>
      guarded(() => {
        // A browser tells of each service only once; a new one tells what is there now.
        browser?.stop();
        browser = bonjour.find({ type: serviceType });
        browser.on('up', onService);
        browser.on('txt-update', onService);
        browser.on('srv-update', onService);
      }),
    isBroken: () => broken,
    close: () =>
      new Promise((resolve) => {
        let isFreed = false;
        const free = (): void => {
          if (isFreed) return;
          isFreed = true;
          timer.cancel();
          guarded(() => bonjour.destroy());
          resolve();
        };
        wanted = null;
        const timer = clock.after(goodbyeMs, free);
        guarded(() => browser?.stop());
        if (broken) free();
        else guarded(() => bonjour.unpublishAll(free));
      }),
  };
}

/** A socket whose listeners cannot bring the process down: the library reads strangers' packets in them. */
function guardedSocket(onProblem: (error: unknown) => void): Socket {
  const socket = createSocket({ type: 'udp4', reuseAddr: true });
  const emit = socket.emit.bind(socket);
  socket.emit = (event: string, ...values: unknown[]): boolean => {
    try {
      return emit(event, ...values);
    } catch (error) {
      onProblem(error);
      return true;
    }
  };
  return socket;
}
