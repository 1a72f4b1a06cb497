/**
 * A network inside one process: every node has a `Transport`, time and chance are the test's own. It keeps
 * the promises of a TCP stream (whole frames, in order, once, or the end) and breaks everything else when
 * asked: cables, routers that swallow packets without a word, PCs that lose power.
 */
import type { Clock, Connection, Transport } from '../../electron/core/sync/ports.ts';
import { err, ok } from '../../shared/lib/result.ts';
import { brokenReason, createMemoryLink, type MemoryLink } from './memory-link.ts';
import type { SeededRandom } from './seeded-random.ts';

export interface Latency {
  readonly minMs: number;
  readonly maxMs: number;
}

export interface MemoryNetworkParts {
  readonly clock: Clock;
  readonly random: SeededRandom;
  /** One way, where {@link MemoryNetwork.setLatency} said nothing else. */
  readonly latency?: Latency;
  /** How long a real transport takes to notice that a peer is silent. */
  readonly silentAfterMs?: number;
  readonly dialTimeoutMs?: number;
}

export interface MemoryNetwork {
  /**
   * The network card of a node: it listens at and is dialled as `nodeName:port`. After {@link kill}, a new
   * call gives the card of the restarted node.
   */
  transport(nodeName: string): Transport;
  setLatency(oneNode: string, otherNode: string, latency: Latency): void;
  /** Pulls the cable between two groups: connections between them break, dialling fails. */
  cut(groupA: readonly string[], groupB: readonly string[]): void;
  /**
   * Swallows everything between two nodes without a word. Connections look open until they are found
   * silent; if {@link heal} comes before that, what was sent meanwhile still arrives, as TCP would have it.
   */
  blackhole(oneNode: string, otherNode: string): void;
  /** From now on a connection between two nodes breaks at one frame in `every`; never with 0. */
  setFlaky(oneNode: string, otherNode: string, every: number): void;
  /** Mends every cut, every black hole and every link that breaks now and then. */
  heal(): void;
  /** Breaks the open connections between two nodes; they may dial again at once. */
  breakConnections(oneNode: string, otherNode: string): void;
  /**
   * The node loses power: it hears nothing more, not even an end. What it had sent may arrive in part, then
   * its peers see the connection break.
   */
  kill(nodeName: string): void;
  /** Connections with at least one end that is not closed. */
  openConnections(): number;
}

const pairKey = (one: string, other: string): string => [one, other].sort().join(' ');

export function createMemoryNetwork(parts: MemoryNetworkParts): MemoryNetwork {
  const { clock, random, latency = { minMs: 1, maxMs: 5 } } = parts;
  const { silentAfterMs = 10_000, dialTimeoutMs = 5_000 } = parts;
  const accepting = new Map<string, (connection: Connection) => void>();
  const livesByNode = new Map<string, number>();
  const latencyByPair = new Map<string, Latency>();
  const flakyByPair = new Map<string, number>();
  const cuts = new Set<string>();
  /** The value tells one black hole from the next between the same two nodes. */
  const blackholes = new Map<string, symbol>();
  const links = new Set<MemoryLink>();
  let lastPort = 50_000;

  const nextPort = (): number => {
    lastPort += 1;
    return lastPort;
  };
  const later = (delayMs: number): Promise<void> => new Promise((resolve) => clock.after(delayMs, resolve));
  const livesOf = (node: string): number => livesByNode.get(node) ?? 0;
  const currentLifeOf = (node: string): (() => boolean) => {
    const life = livesOf(node);
    return () => livesOf(node) === life;
  };
  const linksBetween = (key: string): MemoryLink[] =>
    [...links].filter(({ nodes }) => pairKey(nodes[0], nodes[1]) === key);

  const dial = async (
    from: string,
    address: string,
    isAlive: () => boolean,
  ): ReturnType<Transport['dial']> => {
    const to = address.slice(0, address.lastIndexOf(':'));
    const key = pairKey(from, to);
    const delayMs = (): number => {
      const { minMs, maxMs } = latencyByPair.get(key) ?? latency;
      return random.integer(minMs, maxMs);
    };
    const unreachable = (detail: string) => err({ type: 'unreachable', detail } as const);

    await later(delayMs());
    if (blackholes.has(key)) {
      await later(dialTimeoutMs);
      return unreachable(`no answer in ${dialTimeoutMs} ms`);
    }
    const accept = accepting.get(address);
    if (cuts.has(key) || !isAlive() || !accept) return unreachable('nobody listens there');
    const link = createMemoryLink({
      clock,
      random,
      delayMs,
      isSwallowed: () => blackholes.has(key),
      isBreaking: () => {
        const every = flakyByPair.get(key) ?? 0;
        return every > 0 && random.chance(1 / every);
      },
      onOver: (over) => links.delete(over),
      ends: [
        { node: from, remoteAddress: address, dialled: true, isAlive },
        { node: to, remoteAddress: `${from}:${nextPort()}`, dialled: false, isAlive: currentLifeOf(to) },
      ],
    });
    links.add(link);
    const backMs = delayMs();
    link.holdAnswerUntil(clock.monotonicMs() + backMs);
    const answer = later(backMs);
    accept(link.connections[1]);
    await answer;
    return link.isClosedAt(0) ? unreachable(brokenReason.detail) : ok(link.connections[0]);
  };

  const transport = (node: string): Transport => {
    const isAlive = currentLifeOf(node);
    return {
      async listen(port, onConnection) {
        const actualPort = port === 0 ? nextPort() : port;
        const address = `${node}:${actualPort}`;
        if (accepting.has(address)) return err({ type: 'port-taken', port });
        const accepted = new Set<Connection>();
        accepting.set(address, (connection) => {
          accepted.add(connection);
          connection.onClose(() => accepted.delete(connection));
          onConnection(connection);
        });
        return ok({
          port: actualPort,
          async close() {
            if (isAlive()) accepting.delete(address);
            for (const connection of accepted) connection.close('the listener closes');
          },
        });
      },
      dial: (address) => dial(node, address, isAlive),
    };
  };

  return {
    transport,
    setLatency(one, other, pairLatency) {
      latencyByPair.set(pairKey(one, other), pairLatency);
    },
    setFlaky(one, other, every) {
      flakyByPair.set(pairKey(one, other), every);
    },
    cut(groupA, groupB) {
      for (const one of groupA) {
        for (const other of groupB) {
          if (one === other) continue;
          cuts.add(pairKey(one, other));
          for (const link of linksBetween(pairKey(one, other))) link.breakNow();
        }
      }
    },
    blackhole(one, other) {
      const key = pairKey(one, other);
      const mark = Symbol(key);
      blackholes.set(key, mark);
      clock.after(silentAfterMs, () => {
        if (blackholes.get(key) === mark) for (const link of linksBetween(key)) link.fallSilent();
      });
    },
    heal() {
      cuts.clear();
      blackholes.clear();
      flakyByPair.clear();
      for (const link of links) link.resume();
    },
    breakConnections(one, other) {
      for (const link of linksBetween(pairKey(one, other))) link.breakNow();
    },
    kill(node) {
      livesByNode.set(node, livesOf(node) + 1);
      for (const address of [...accepting.keys()]) {
        if (address.startsWith(`${node}:`)) accepting.delete(address);
      }
      for (const link of [...links]) if (link.nodes.includes(node)) link.powerOff(node);
    },
    openConnections: () => [...links].filter((link) => link.isOpen()).length,
  };
}
