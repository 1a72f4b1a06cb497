/** Where a file of changes is read from: a real file, or memory in the simulator. */
export interface ExchangeSource {
  readonly sizeBytes: number;
  /** Up to `length` bytes from `at`; fewer only where the file ends. */
  read(at: number, length: number): Promise<Buffer>;
}

/** Where a file of changes is written to, from its beginning to its end. */
export interface ExchangeSink {
  write(bytes: Uint8Array): Promise<void>;
}

/** Lets go of long work, and lets others in between. */
export interface ExchangeControl {
  readonly signal: AbortSignal;
  /** Returns once whatever was waiting has had its turn. */
  readonly breathe: () => Promise<void>;
  /** Operations done so far. */
  readonly onProgress: (done: number) => void;
}
