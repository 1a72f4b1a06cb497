/**
 * The real `Discovery`: mDNS on every network card, each on its own, for as long as the card is there. It
 * gives hints where to dial; anybody can forge them, so nothing is ever decided on a sighting alone.
 */
import { BlockList } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { Advertisement, Clock, Discovery, Random, Sighting, Timer } from '../sync/ports.ts';
import { type MdnsCard, openMdnsCard } from './mdns-card.ts';
import { announcedName, instanceNameOf, sightingOf } from './mdns-record.ts';

/** A network card that did not do as it was told, or a packet that could not be read. */
export interface DiscoveryProblem {
  readonly ip: string;
  readonly detail: string;
}

export interface MdnsDiscoveryParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly onProblem?: (problem: DiscoveryProblem) => void;
  /** Also on 127.0.0.1, where nobody but programs on this PC can be found. For tests. */
  readonly loopback?: boolean;
  /** UDP. Tests take another one and are undisturbed. */
  readonly port?: number;
}

const mdnsPort = 5353;
const lookAtCardsEveryMs = 5_000;
/** The first question is often lost; later ones get rarer, as RFC 6762 §5.2 asks of everyone. */
const askAfterMs = [0, 1_000, 2_000, 6_000, 18_000] as const;
const askEveryMs = 60_000;
/** Before it belongs to a call centre, a PC has nothing else to do than to look for one. */
const askWhileSearchingEveryMs = 15_000;
const askAtMostEveryMs = 500;

interface CardAddress {
  readonly ip: string;
  readonly prefixLength: number;
}

export function mdnsDiscovery(parts: MdnsDiscoveryParts): Discovery {
  const { clock, random, onProblem = () => undefined, loopback = false, port = mdnsPort } = parts;
  const life = Buffer.from(random.bytes(4)).toString('hex');
  const cards = new Map<string, MdnsCard>();
  const handlers: ((sighting: Sighting) => void)[] = [];
  let own: Advertisement | null = null;
  let near = new BlockList();
  let askedAtMs = Number.NEGATIVE_INFINITY;
  let askTimer: Timer | undefined;
  let cardTimer: Timer | undefined;
  let isClosed = false;

  const onService = (service: unknown): void => {
    const sighting = sightingOf(service, (ip) => near.check(ip));
    // By its name and not by its device id: a copy of this PC has the same id, and has to be found.
    if (!sighting || (own && announcedName(service) === instanceNameOf(own, life))) return;
    // Outside the guard that protects the process from packets: a bug in a handler has to be seen.
    queueMicrotask(() => {
      if (!isClosed) for (const run of handlers) run(sighting);
    });
  };

  const open = (ip: string): void => {
    const card = openMdnsCard({
      ip,
      port,
      life,
      clock,
      onService,
      onProblem: (error) => onProblem({ ip, detail: error instanceof Error ? error.message : String(error) }),
    });
    cards.set(ip, card);
    card.announce(own);
  };

  const ask = (): void => {
    if (isClosed || clock.monotonicMs() - askedAtMs < askAtMostEveryMs) return;
    askedAtMs = clock.monotonicMs();
    for (const card of cards.values()) card.ask();
  };

  const askAgain = (round: number): void => {
    askTimer?.cancel();
    const laterMs = own ? askEveryMs : askWhileSearchingEveryMs;
    askTimer = clock.after(askAfterMs[round] ?? laterMs, () => {
      ask();
      askAgain(round + 1);
    });
  };

  const lookAtCards = (): void => {
    const found = cardAddresses(loopback, onProblem);
    for (const [ip, card] of cards) {
      if (found.some((address) => address.ip === ip) && !card.isBroken()) continue;
      cards.delete(ip);
      void card.close();
    }
    const added = found.filter(({ ip }) => !cards.has(ip));
    for (const { ip } of added) open(ip);
    near = new BlockList();
    for (const { ip, prefixLength } of found) near.addSubnet(ip, prefixLength);
    if (added.length > 0) askAgain(0);
    cardTimer = clock.after(lookAtCardsEveryMs, lookAtCards);
  };

  lookAtCards();

  return {
    announce(advertisement) {
      own = advertisement;
      for (const card of cards.values()) card.announce(advertisement);
    },
    onSighting(run) {
      handlers.push(run);
    },
    ask,
    async close() {
      isClosed = true;
      askTimer?.cancel();
      cardTimer?.cancel();
      await Promise.all([...cards.values()].map((card) => card.close()));
      cards.clear();
    },
  };
}

/** The IPv4 addresses of the cards that are up: mDNS over IPv6 reaches nobody that IPv4 does not. */
function cardAddresses(loopback: boolean, onProblem: (problem: DiscoveryProblem) => void): CardAddress[] {
  try {
    return Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ family, internal }) => family === 'IPv4' && (loopback || !internal))
      .map(({ address, cidr }) => ({ ip: address, prefixLength: Number(cidr?.split('/')[1] ?? 32) }));
  } catch (error) {
    // Some sandboxes forbid the question.
    onProblem({ ip: '?', detail: String(error) });
    return [];
  }
}
