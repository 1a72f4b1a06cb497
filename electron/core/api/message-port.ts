import type { SupportedMessagePort } from '@orpc/client/message-port';
import { RPCHandler } from '@orpc/server/message-port';
import type { CoreServices, SessionHolder } from './context.ts';
import { createRouter } from './router.ts';

/** Electron's `MessagePortMain`, or a `MessagePort` of Node. */
export type ClientPort = SupportedMessagePort & { start(): void };

/** Answers one window over its port until the port closes. Signing in holds for this port alone. */
export const serveMessagePort = (
  services: CoreServices,
  port: ClientPort,
  files: SessionHolder['files'],
): void => {
  new RPCHandler(createRouter(services, { user: null, files })).upgrade(port);
  port.start();
};
