import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { createFakeClock } from '../../../test/support/fake-clock.ts';
import { type LobbySocket, openLobby, remoteAddressOf } from './lobby.ts';

class FakeSocket extends EventEmitter implements LobbySocket {
  isOpen = true;
  readonly remoteAddress: string;
  readonly remotePort: number;
  constructor(host: string, port: number) {
    super();
    this.remoteAddress = host;
    this.remotePort = port;
  }
  destroy(): void {
    this.isOpen = false;
    this.emit('close');
  }
}

const lobbyOf = (maxUnauthenticated: number) => {
  const clock = createFakeClock();
  const refused: string[] = [];
  const lobby = openLobby({
    clock,
    limits: { dialTimeoutMs: 5000, maxUnauthenticated },
    onRefusal: ({ type, remoteAddress }) => refused.push(`${type} ${remoteAddress}`),
  });
  const enter = (host: string, port: number): FakeSocket => {
    const socket = new FakeSocket(host, port);
    lobby.enter(socket);
    return socket;
  };
  return { clock, lobby, refused, enter };
};

describe('the lobby', () => {
  it('lets in who comes from elsewhere, when one host holds all places', () => {
    const { refused, enter } = lobbyOf(3);
    const strangers = [1, 2, 3].map((port) => enter('10.0.0.66', port));
    const colleague = enter('10.0.0.7', 1);
    expect([...strangers, colleague].map(({ isOpen }) => isOpen)).toEqual([false, true, true, true]);
    expect(enter('10.0.0.66', 4).isOpen).toBe(false);
    expect(colleague.isOpen).toBe(true);
    expect(refused).toEqual(['crowded 10.0.0.66:1', 'crowded 10.0.0.66:4']);
  });

  it('has no more places for the host that has the most', () => {
    const { enter } = lobbyOf(2);
    const first = [1, 2].map((port) => enter('10.0.0.66', port));
    expect(enter('10.0.0.66', 3).isOpen).toBe(false);
    expect(first.every(({ isOpen }) => isOpen)).toBe(true);
  });

  it('gives the place of who has proven himself, or has gone, to the next', () => {
    const { lobby, enter } = lobbyOf(2);
    const [proven, gone] = [enter('10.0.0.7', 1), enter('10.0.0.7', 2)];
    lobby.upgraded(remoteAddressOf(proven));
    lobby.proven(remoteAddressOf(proven));
    gone.destroy();
    expect([enter('10.0.0.7', 3), enter('10.0.0.7', 4)].every(({ isOpen }) => isOpen)).toBe(true);
    expect(proven.isOpen).toBe(true);
  });

  it('ends who does not come as far as a connection in time', async () => {
    const { clock, lobby, refused, enter } = lobbyOf(2);
    const [slow, quick] = [enter('10.0.0.7', 1), enter('10.0.0.8', 1)];
    lobby.upgraded(remoteAddressOf(quick));
    await clock.advance(5000);
    expect([slow.isOpen, quick.isOpen]).toEqual([false, true]);
    expect(refused).toEqual(['slow 10.0.0.7:1']);
  });
});
