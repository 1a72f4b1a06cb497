import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * Below the ports that systems give to outgoing connections (32768 up on Linux, 49152 up elsewhere): those are
 * free now and taken by anybody's next request.
 */
const firstPort = 20_000;
const lastPort = 32_000;

export const isPortFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

/** Ports that were free a moment ago, each another. */
export const freePorts = async (count: number): Promise<number[]> => {
  const found = new Set<number>();
  for (let tries = 0; found.size < count; tries += 1) {
    if (tries > 1000) throw new Error(`no port of 127.0.0.1 from ${firstPort} to ${lastPort} is free`);
    const port = randomInt(firstPort, lastPort);
    if (await isPortFree(port)) found.add(port);
  }
  return [...found];
};
