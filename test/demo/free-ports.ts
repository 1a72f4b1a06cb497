import { createServer } from 'node:net';

const listenOn = (port: number): Promise<number | null> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(null));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      const taken = typeof address === 'object' && address !== null ? address.port : null;
      server.close(() => resolve(taken));
    });
  });

export const isPortFree = async (port: number): Promise<boolean> => (await listenOn(port)) === port;

/** Ports that were free a moment ago, each another. */
export const freePorts = async (count: number): Promise<number[]> => {
  const found = new Set<number>();
  while (found.size < count) {
    const port = await listenOn(0);
    if (port === null) throw new Error('no port of 127.0.0.1 can be listened on');
    found.add(port);
  }
  return [...found];
};
