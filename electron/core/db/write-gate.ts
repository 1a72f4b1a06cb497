/**
 * Lets one long writer (an import, held open over many slices) keep others waiting. Short commands
 * are synchronous and pass one after the other.
 */
export interface WriteGate {
  /** Resolves when nobody holds the gate; what follows synchronously has the writer to itself. */
  pass(): Promise<void>;
  /** Takes the gate until the returned function is called. */
  hold(): Promise<() => void>;
  readonly isHeld: boolean;
}

export const createWriteGate = (): WriteGate => {
  let holder: Promise<void> | null = null;
  const pass = async (): Promise<void> => {
    // Another holder may have come in between the wake-up and this turn.
    while (holder !== null) await holder;
  };
  return {
    pass,
    hold: async () => {
      // Two who waited wake up in the same turn: only one of them finds it free.
      do await pass();
      while (holder !== null);
      const { promise, resolve } = Promise.withResolvers<void>();
      holder = promise;
      return () => {
        holder = null;
        resolve();
      };
    },
    get isHeld() {
      return holder !== null;
    },
  };
};
