// The typed client of the core over the port that the host hands to the page. A call made while the core
// is starting waits for its port; a call under way when the core dies fails, and is never sent twice.
import { createORPCClient, DynamicLink } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ApiClient } from '../../shared/contract/index.ts';
import { corePortMessage } from '../../shared/contract/window-host.ts';

export type CoreConnection = {
  readonly client: ApiClient;
  /** Calls back whenever a new core answers: what was read from the old one is worth reading again. */
  readonly onConnected: (listener: () => void) => () => void;
};

type PendingLink = {
  readonly link: Promise<RPCLink<Record<never, never>>>;
  readonly arrive: (link: RPCLink<Record<never, never>>) => void;
};

function pendingLink(): PendingLink {
  const { promise, resolve } = Promise.withResolvers<RPCLink<Record<never, never>>>();
  return { link: promise, arrive: resolve };
}

export function connectToCore(page: Window): CoreConnection {
  const listeners = new Set<() => void>();
  let pending = pendingLink();
  let current: MessagePort | undefined;

  page.addEventListener('message', (event: MessageEvent<unknown>) => {
    const port = event.ports[0];
    if (event.source !== page || event.data !== corePortMessage || !port) return;
    // Calls that wait for a port take this one; after a port that is still open, later calls do.
    if (current !== undefined) pending = pendingLink();
    current = port;
    const link = new RPCLink({ port });
    port.addEventListener('close', () => {
      if (current !== port) return;
      current = undefined;
      pending = pendingLink();
    });
    port.start();
    pending.arrive(link);
    for (const listener of listeners) listener();
  });

  const client: ApiClient = createORPCClient(new DynamicLink(() => pending.link));
  return {
    client,
    onConnected: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
