/** A relay between two real sockets that a test can stop, as a dying switch does: nobody is told. */
import { connect, createServer, type Socket } from 'node:net';

export interface TcpProxy {
  readonly port: number;
  /** From now on bytes are taken and forgotten, both ways; the sockets stay open. */
  swallow(): void;
  /** Ends every relayed connection without a goodbye. */
  breakAll(): void;
  close(): Promise<void>;
}

/** @param delayMs after which bytes are passed on, each way. */
export async function tcpProxy(targetPort: number, host = '127.0.0.1', delayMs = 0): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let swallows = false;
  const relay = (from: Socket, to: Socket): void => {
    sockets.add(from);
    from.on('data', (bytes) => {
      if (swallows) return;
      if (delayMs === 0) to.write(bytes);
      // Timers of one length end in the order in which they began.
      else setTimeout(() => to.writable && to.write(bytes), delayMs);
    });
    from.on('error', () => undefined);
    from.on('close', () => {
      sockets.delete(from);
      if (!swallows) to.destroy();
    });
  };
  const server = createServer((incoming) => {
    const outgoing = connect(targetPort, host);
    relay(incoming, outgoing);
    relay(outgoing, incoming);
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('The proxy has no port');
  const breakAll = (): void => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  return {
    port: address.port,
    swallow() {
      swallows = true;
    },
    breakAll,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        breakAll();
      }),
  };
}
