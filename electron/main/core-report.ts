// What the core tells its host over the parent port: that it is ready, or why it cannot be.
import type { CoreFailure } from '../../shared/contract/window-host.ts';

export type CoreReport =
  | { readonly type: 'ready' }
  | { readonly type: 'failed'; readonly error: CoreFailure };

/** Undefined for anything else the core may say. */
export function parseCoreReport(message: unknown): CoreReport | undefined {
  if (!isRecord(message)) return undefined;
  if (message.type === 'ready') return { type: 'ready' };
  if (message.type !== 'failed') return undefined;
  const error = isRecord(message.error) ? message.error : {};
  const type = typeof error.type === 'string' ? error.type : 'unknown';
  const detail = error.detail;
  return { type: 'failed', error: typeof detail === 'string' ? { type, detail } : { type } };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
