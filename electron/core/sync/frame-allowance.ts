const framesPerSecond = 1000;
const burst = 4000;

/** How many frames a device may send: far more than work needs, far less than would keep this PC busy. */
export interface FrameAllowance {
  /** @returns false when it has used up its share. */
  take(): boolean;
}

/** A bucket of tokens. @param monotonicMs milliseconds that only go forward. */
export const createFrameAllowance = (monotonicMs: () => number): FrameAllowance => {
  let tokens = burst;
  let filledMs = monotonicMs();
  return {
    take: () => {
      const nowMs = monotonicMs();
      tokens = Math.min(burst, tokens + ((nowMs - filledMs) * framesPerSecond) / 1000);
      filledMs = nowMs;
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
  };
};
