/**
 * One WebSocket as a `Connection`: whole binary frames, a reason for every end, silence noticed.
 * It never interprets a frame.
 */
import type { TLSSocket } from 'node:tls';
import { type RawData, WebSocket } from 'ws';
import type { Clock, CloseReason, Connection, Timer } from '../sync/ports.ts';
import { formatAddress, plainIp } from './address.ts';
import { connectionListeners } from './connection-listeners.ts';
import { startHeartbeat } from './heartbeat.ts';
import type { WsLimits } from './ws-limits.ts';

export interface WsConnectionParts {
  readonly webSocket: WebSocket;
  /** The same connection's TLS layer, its handshake finished. */
  readonly tls: TLSSocket;
  readonly dialled: boolean;
  readonly clock: Clock;
  readonly limits: WsLimits;
  readonly onAuthenticated: () => void;
}

/** RFC 9266 §4.2: what both ends of one TLS 1.3 connection can compute, and nobody between them. */
const exporterLabel = 'EXPORTER-Channel-Binding';
const exporterBytes = 32;

/** RFC 6455 §7.4.1. */
const closeCode = { normal: 1000, unsupportedData: 1003, lost: 1006, policy: 1008 } as const;
const closeText: Readonly<Record<number, string>> = {
  1001: 'the other side goes away',
  1002: 'the other side saw a malformed frame',
  1003: 'the other side saw a text frame',
  1005: 'closed without a reason',
  1009: 'the other side refused a frame that is too large',
};
/** A close frame carries 125 bytes, two of them for the code. */
const maxCloseDetailBytes = 123;

export function wsConnection(parts: WsConnectionParts): Connection {
  const { webSocket, tls, dialled, clock, limits } = parts;
  const listeners = connectionListeners();
  let drainHandler: (() => void) | undefined;
  let wasHigh = false;
  let ending: CloseReason | undefined;
  let proofTimer: Timer | undefined;

  const drop = (reason: CloseReason & { detail: string }, code: number): void => {
    if (ending) return;
    ending = reason;
    listeners.mute();
    webSocket.close(code, shortened(reason.detail));
  };

  const heartbeat = startHeartbeat({
    clock,
    pingEveryMs: limits.pingEveryMs,
    silentAfterMs: limits.silentAfterMs,
    ping: () => webSocket.readyState === WebSocket.OPEN && webSocket.ping(),
    onSilent() {
      ending ??= { type: 'silent' };
      webSocket.terminate();
    },
  });
  tls.on('data', heartbeat.heard);
  tls.setKeepAlive(true, limits.silentAfterMs);
  tls.setNoDelay(true);

  if (!dialled) {
    proofTimer = clock.after(limits.authenticateWithinMs, () =>
      drop({ type: 'protocol', detail: 'no proof of identity in time' }, closeCode.policy),
    );
  }

  webSocket.on('message', (data, isBinary) => {
    if (isBinary) listeners.deliver(bytesOf(data));
    else drop({ type: 'protocol', detail: 'a text frame' }, closeCode.unsupportedData);
  });
  webSocket.on('error', (error) => {
    ending ??= reasonOf(error);
  });
  webSocket.on('close', (code, text) => {
    heartbeat.stop();
    proofTimer?.cancel();
    listeners.end(ending ?? peerReason(code, text.toString('utf8')));
  });

  const onSent = (): void => {
    const buffered = webSocket.bufferedAmount;
    if (buffered > 0 && !(wasHigh && buffered < limits.lowWaterBytes)) return;
    wasHigh = false;
    if (webSocket.readyState === WebSocket.OPEN) drainHandler?.();
  };

  return {
    remoteAddress: formatAddress({ host: plainIp(tls.remoteAddress ?? '?'), port: tls.remotePort ?? 0 }),
    dialled,
    channelBinding: new Uint8Array(tls.exportKeyingMaterial(exporterBytes, exporterLabel, Buffer.alloc(0))),
    authenticated() {
      proofTimer?.cancel();
      parts.onAuthenticated();
    },
    send(frame) {
      if (webSocket.readyState !== WebSocket.OPEN) return;
      webSocket.send(frame, { binary: true }, onSent);
      wasHigh ||= webSocket.bufferedAmount >= limits.lowWaterBytes;
    },
    bufferedBytes: () => webSocket.bufferedAmount,
    onDrain(run) {
      drainHandler = run;
    },
    onFrame: listeners.onFrame,
    onClose: listeners.onClose,
    close: (detail) => drop({ type: 'closed-here', detail }, closeCode.normal),
  };
}

function reasonOf(error: Error): CloseReason {
  const code = 'code' in error ? String(error.code) : error.message;
  // `ws` names every broken rule of the protocol so, among them a frame above maxPayload.
  return code.startsWith('WS_ERR_')
    ? { type: 'protocol', detail: error.message }
    : { type: 'unreachable', detail: code };
}

function peerReason(code: number, text: string): CloseReason {
  if (code === closeCode.lost) return { type: 'unreachable', detail: 'the connection broke' };
  return { type: 'closed-by-peer', detail: text || (closeText[code] ?? `code ${code}`) };
}

function bytesOf(data: RawData): Uint8Array {
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  const buffer = Array.isArray(data) ? Buffer.concat(data) : data;
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}

function shortened(detail: string): string {
  const bytes = Buffer.from(detail, 'utf8');
  if (bytes.length <= maxCloseDetailBytes) return detail;
  let end = maxCloseDetailBytes;
  // Continuation bytes are 10xxxxxx: step back to where a character begins.
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.subarray(0, end).toString('utf8');
}
