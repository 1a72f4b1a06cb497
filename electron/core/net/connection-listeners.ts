/**
 * Who listens to one connection: keeps what arrives before somebody listens, and tells the end once to
 * each. Every transport promises the same through this, so that sessions need not know which one runs.
 */
import type { CloseReason } from '../sync/ports.ts';

export interface ConnectionListeners {
  readonly onFrame: (run: (frame: Uint8Array) => void) => void;
  readonly onClose: (run: (reason: CloseReason) => void) => void;
  readonly deliver: (frame: Uint8Array) => void;
  /** Frames that nobody has seen yet are forgotten, and none is delivered any more. */
  readonly mute: () => void;
  /** The first reason counts; later calls do nothing. */
  readonly end: (reason: CloseReason) => void;
}

export function connectionListeners(): ConnectionListeners {
  const closeHandlers: ((reason: CloseReason) => void)[] = [];
  let frameHandler: ((frame: Uint8Array) => void) | undefined;
  let early: Uint8Array[] | undefined = [];
  let muted = false;
  let ended: CloseReason | undefined;

  const deliver = (frame: Uint8Array): void => {
    if (muted) return;
    if (early) early.push(frame);
    else frameHandler?.(frame);
  };

  return {
    deliver,
    onFrame(run) {
      const isFirst = frameHandler === undefined;
      frameHandler = run;
      if (!isFirst) return;
      // Whoever listens first finishes its own wiring before it hears anything.
      queueMicrotask(() => {
        const waiting = early ?? [];
        early = undefined;
        for (const frame of waiting) deliver(frame);
      });
    },
    onClose(run) {
      const reason = ended;
      if (reason) queueMicrotask(() => run(reason));
      else closeHandlers.push(run);
    },
    mute() {
      muted = true;
      early = [];
    },
    end(reason) {
      if (ended) return;
      ended = reason;
      for (const run of closeHandlers.splice(0)) run(reason);
    },
  };
}
