/**
 * The real `Transport`: WebSockets over TLS 1.3, nothing older and nothing plain, and both ends show a
 * certificate. It carries frames and guards this PC against strangers' cost; it never decides who is trusted.
 *
 * Until pairing exists the certificates are **not pinned**: any will do, on both sides. Who
 * the peer is gets proven inside, by an HMAC of the organisation secret over `channelBinding` (the TLS
 * exporter, RFC 9266). Somebody in the middle has two TLS connections with two different exporters, so the
 * proof of one does not fit the other. Nothing but that proof may be sent before it has been checked.
 */
import { TLSSocket } from 'node:tls';
import { WebSocket } from 'ws';
import { err, ok } from '../../../shared/lib/result.ts';
import type { Clock, Transport } from '../sync/ports.ts';
import { formatAddress, parseAddress } from './address.ts';
import type { TlsIdentity } from './tls-identity.ts';
import { wsConnection } from './ws-connection.ts';
import { defaultWsLimits, syncPath, tlsVersion, type WsLimits, webSocketOptions } from './ws-limits.ts';
import { type Refusal, wsListen } from './ws-listener.ts';

export interface WsTransportParts {
  readonly identity: TlsIdentity;
  readonly clock: Clock;
  readonly limits?: Partial<WsLimits>;
  readonly onRefusal?: (refusal: Refusal) => void;
}

export function wsTransport(parts: WsTransportParts): Transport {
  const { identity, clock, onRefusal = () => undefined } = parts;
  const limits: WsLimits = { ...defaultWsLimits, ...parts.limits };
  return {
    listen: (port, onConnection) => wsListen({ identity, clock, limits, onRefusal }, port, onConnection),
    dial: (address) => dial({ identity, clock, limits }, address),
  };
}

interface Dialler {
  readonly identity: TlsIdentity;
  readonly clock: Clock;
  readonly limits: WsLimits;
}

async function dial({ identity, clock, limits }: Dialler, address: string): ReturnType<Transport['dial']> {
  const parsed = parseAddress(address);
  if (!parsed.ok) return err({ type: 'unreachable', detail: `unreadable address ${address}` });
  // With `rejectUnauthorized: false` checkServerIdentity is not even called: a pin has to be compared by hand.
  const options = {
    ...webSocketOptions(limits),
    ...tlsVersion,
    key: identity.privateKeyPem,
    cert: identity.certificatePem,
    rejectUnauthorized: false,
  };
  const webSocket = new WebSocket(`wss://${formatAddress(parsed.value)}${syncPath}`, options);
  return new Promise((resolve) => {
    let tls: TLSSocket | undefined;
    const fail = (detail: string): void => {
      timer.cancel();
      resolve(err({ type: 'unreachable', detail }));
      webSocket.terminate();
    };
    const timer = clock.after(limits.dialTimeoutMs, () => fail(`no answer in ${limits.dialTimeoutMs} ms`));
    const onError = (error: Error): void => fail('code' in error ? String(error.code) : error.message);
    webSocket.on('error', onError);
    webSocket.on('upgrade', ({ socket }) => {
      if (socket instanceof TLSSocket) tls = socket;
    });
    webSocket.on('open', () => {
      timer.cancel();
      if (!tls) return fail('not TLS');
      webSocket.off('error', onError);
      resolve(ok(wsConnection({ webSocket, tls, dialled: true, clock, limits, onAuthenticated() {} })));
    });
  });
}
