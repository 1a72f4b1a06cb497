/** A body that is here whole. */
export interface HeldBody {
  /** SHA-256, hex. */
  readonly hash: string;
  readonly sizeBytes: number;
  /** Milliseconds UTC. */
  readonly storedAt: number;
}

/**
 * Where the bodies of attachments are kept, named by what they contain: files, or memory in the simulator. What is
 * not whole yet stands apart, and nobody but its fetcher sees it. Failures of the disk are thrown.
 */
export interface BodyStore {
  /** Finds out what is there; before it nothing is held. */
  open(): Promise<void>;
  held(): readonly HeldBody[];
  has(hash: string): boolean;
  usedBytes(): number;
  /** Bytes of a body that is here; empty when it is not, or ends before. */
  read(hash: string, at: number, length: number): Promise<Buffer>;
  /** The same of one that is not whole yet. */
  readPart(hash: string, at: number, length: number): Promise<Buffer>;
  writePart(hash: string, at: number, bytes: Uint8Array): Promise<void>;
  dropPart(hash: string): Promise<void>;
  /**
   * Makes a part whole: durable, and only when its SHA-256 is its name.
   * @returns false when it is not; then nothing of it is left.
   */
  finish(hash: string, nowMs: number): Promise<boolean>;
  remove(hash: string): Promise<void>;
}
