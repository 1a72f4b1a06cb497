import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SmartCoercionPlugin } from '@orpc/json-schema';
import { OpenAPIHandler } from '@orpc/openapi/node';
import { BodyLimitPlugin } from '@orpc/server/node';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import type { CoreServices } from './context.ts';
import { openApiDocument } from './openapi-document.ts';
import { createRouter } from './router.ts';

/** Far above any input of the contract; files are named by their path, not sent. */
const maxBodyBytes = 1024 * 1024;
const loopback = '127.0.0.1';

export interface HttpOptions {
  readonly services: CoreServices;
  /** 0 picks a free one. */
  readonly port: number;
  readonly token: string;
}

export interface HttpServer {
  readonly port: number;
  close(): Promise<void>;
}

const sha256 = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest();

/** Compares digests, so that neither the content nor the length of the token shows in the time. */
const hasToken = (request: IncomingMessage, expected: Buffer): boolean => {
  const given = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  return given !== undefined && timingSafeEqual(sha256(given), expected);
};

/**
 * A page of a foreign site can point its own name at this PC (DNS rebinding); its requests then carry that
 * name as `Host`.
 */
const isLoopbackHost = (host: string | undefined): boolean =>
  /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/i.test(host ?? '');

const reply = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
  });
  response.end(JSON.stringify(body));
};

const refusal = (code: string, status: number, message: string) => ({
  defined: false,
  code,
  status,
  message,
});

/**
 * Serves the contract to scripts of this PC: OpenAPI paths, one session for the token, changes as server-sent
 * events at `/live`. Bound to 127.0.0.1, without CORS: no browser page can read an answer.
 * @throws what `listen` throws, above all EADDRINUSE.
 */
export const serveHttp = async ({ services, port, token }: HttpOptions): Promise<HttpServer> => {
  const expected = sha256(token);
  const converter = new ZodToJsonSchemaConverter();
  const handler = new OpenAPIHandler(createRouter(services, { user: null }), {
    plugins: [
      // Texts of the query string become the numbers and booleans that the contract asks for.
      new SmartCoercionPlugin({ schemaConverters: [converter] }),
      new BodyLimitPlugin({ maxBodySize: maxBodyBytes }),
    ],
  });
  let document: Promise<unknown> | null = null;

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (!isLoopbackHost(request.headers.host)) {
      return reply(response, 403, refusal('host-refused', 403, 'Host must be a loopback name'));
    }
    if (!hasToken(request, expected)) {
      return reply(response, 401, refusal('token-wrong', 401, 'Send the token as Authorization: Bearer'));
    }
    if (request.method === 'GET' && request.url === '/openapi.json') {
      document ??= openApiDocument(services.appVersion);
      return reply(response, 200, await document);
    }
    const { matched } = await handler.handle(request, response);
    if (!matched) reply(response, 404, refusal('path-unknown', 404, 'See /openapi.json'));
  };

  const server = createServer((request, response) => {
    serve(request, response).catch((cause: unknown) => {
      services.onFault(cause);
      if (!response.headersSent)
        reply(response, 500, refusal('INTERNAL_SERVER_ERROR', 500, 'Internal error'));
      else response.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, loopback, resolve);
  });
  return {
    // Listening on TCP, so the address is not a pipe's name.
    port: (server.address() as AddressInfo).port,
    close: async () => {
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      // Event streams and idle keep-alive connections would hold it open for ever.
      server.closeAllConnections();
      await closed;
    },
  };
};
