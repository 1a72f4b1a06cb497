import type { SupportedMessagePort } from '@orpc/client/message-port';
import { RPCHandler } from '@orpc/server/message-port';
import type { CoreRouter } from './router.ts';

/** Electron's `MessagePortMain`, or a `MessagePort` of Node. */
export type ClientPort = SupportedMessagePort & { start(): void };

/** Answers one window over its port until the port closes. The caller starts the port. */
export const serveMessagePort = (router: CoreRouter, port: SupportedMessagePort): void => {
  new RPCHandler(router).upgrade(port);
};
