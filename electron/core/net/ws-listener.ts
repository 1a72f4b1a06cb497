/** The accepting half of the WebSocket transport: what a stranger may cost before proving who it is. */
import { createServer, type Server } from 'node:https';
import { TLSSocket } from 'node:tls';
import { WebSocketServer } from 'ws';
import { err, ok, type Result } from '../../../shared/lib/result.ts';
import type { Clock, Connection, ListenError, Listener } from '../sync/ports.ts';
import { openLobby, remoteAddressOf } from './lobby.ts';
import type { TlsIdentity } from './tls-identity.ts';
import { wsConnection } from './ws-connection.ts';
import { syncPath, tlsVersion, type WsLimits, webSocketOptions } from './ws-limits.ts';

/** Somebody who did not get as far as a connection. For counting and the log. */
export interface Refusal {
  readonly type: 'crowded' | 'tls' | 'not-sync' | 'slow' | 'accept';
  /** `host:port`, or '?' where the system does not say. */
  readonly remoteAddress: string;
  readonly detail: string;
}

export interface WsListenerParts {
  readonly identity: TlsIdentity;
  readonly clock: Clock;
  readonly limits: WsLimits;
  readonly onRefusal: (refusal: Refusal) => void;
}

export async function wsListen(
  parts: WsListenerParts,
  port: number,
  onConnection: (connection: Connection) => void,
): Promise<Result<Listener, ListenError>> {
  const { identity, limits, clock, onRefusal } = parts;
  const lobby = openLobby({ clock, limits, onRefusal });
  const connections = new Set<Connection>();
  const options = { ...webSocketOptions(limits), noServer: true, clientTracking: false };
  const webSockets = new WebSocketServer(options);
  const server = createServer({
    ...tlsVersion,
    key: identity.privateKeyPem,
    cert: identity.certificatePem,
    requestCert: true,
    // A chain proves nothing among devices that sign their own; that there is a certificate is seen below.
    rejectUnauthorized: false,
    handshakeTimeout: limits.dialTimeoutMs,
    maxHeaderSize: 8192,
  });

  server.on('connection', lobby.enter);
  server.on('tlsClientError', (error: NodeJS.ErrnoException, socket) => {
    // Who hangs up, or was sent away by the lobby, has broken no rule of TLS.
    if (error.code === 'ECONNRESET') return;
    onRefusal({ type: 'tls', remoteAddress: remoteAddressOf(socket), detail: error.message });
  });
  // Before HTTP reads from it. Its key has signed the handshake by then, so the certificate is the dialler's own.
  server.prependListener('secureConnection', (socket: TLSSocket) => {
    if (socket.getPeerX509Certificate() !== undefined) return;
    onRefusal({ type: 'tls', remoteAddress: remoteAddressOf(socket), detail: 'no certificate' });
    socket.destroy();
  });
  server.on('request', (request, response) => {
    onRefusal({ type: 'not-sync', remoteAddress: remoteAddressOf(request.socket), detail: 'plain HTTP' });
    response.writeHead(426, { connection: 'close' }).end();
  });
  server.on('upgrade', (request, socket, head) => {
    const { origin } = request.headers;
    if (request.url !== syncPath || origin !== undefined || !(socket instanceof TLSSocket)) {
      // Pages in a browser always name their origin; a peer never does.
      const detail = `upgrade of ${request.url} from ${origin ?? 'no page'}`;
      onRefusal({ type: 'not-sync', remoteAddress: remoteAddressOf(request.socket), detail });
      socket.destroy();
      return;
    }
    const remoteAddress = remoteAddressOf(socket);
    webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      lobby.upgraded(remoteAddress);
      const onAuthenticated = (): void => lobby.proven(remoteAddress);
      const connection = wsConnection({
        webSocket,
        tls: socket,
        dialled: false,
        clock,
        limits,
        onAuthenticated,
      });
      connections.add(connection);
      connection.onClose(() => connections.delete(connection));
      onConnection(connection);
    });
  });

  const bound = await bind(server, port);
  if (!bound.ok) return bound;
  server.on('error', (error) => onRefusal({ type: 'accept', remoteAddress: '?', detail: error.message }));
  return ok({
    port: bound.value,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        webSockets.close();
        lobby.clear();
        for (const connection of connections) connection.close('the listener closes');
      }),
  });
}

/** Both families where the system has IPv6, else IPv4 alone: what Node does when no host is named. */
function bind(server: Server, port: number): Promise<Result<number, ListenError>> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException): void => {
      // EACCES is how Windows says that another program holds the port for itself alone.
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(err({ type: 'port-taken', port }));
      else reject(new Error(`Could not listen on port ${port}`, { cause: error }));
    };
    server.once('error', onError);
    server.listen(port, () => {
      server.off('error', onError);
      const address = server.address();
      resolve(ok(typeof address === 'object' && address ? address.port : port));
    });
  });
}
