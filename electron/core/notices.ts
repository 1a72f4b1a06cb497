import type { ApiOutputs } from '../../shared/contract/index.ts';
import type { Notice } from '../../shared/contract/notice.ts';

/** What the user of this PC must know now: every part of the core puts its own and takes them back. */
export interface Notices {
  /**
   * Says it, says it anew, or takes it back with null.
   * @param key one for each thing that can be true by itself, such as `clock` or `disk`.
   * @param onDismiss for what happened once and stays until somebody has read it.
   */
  put(key: string, notice: Notice | null, onDismiss?: () => void): void;
  dismiss(key: string): void;
  list(): ApiOutputs['notices']['list'];
}

export const createNotices = (onChange: () => void): Notices => {
  const entries = new Map<
    string,
    { readonly notice: Notice; readonly onDismiss: (() => void) | undefined }
  >();
  const put: Notices['put'] = (key, notice, onDismiss) => {
    const known = entries.get(key);
    if (notice === null) {
      if (entries.delete(key)) onChange();
      return;
    }
    entries.set(key, { notice, onDismiss });
    if (JSON.stringify(known?.notice) !== JSON.stringify(notice)) onChange();
  };
  return {
    put,
    dismiss: (key) => {
      const onDismiss = entries.get(key)?.onDismiss;
      if (onDismiss === undefined) return;
      put(key, null);
      onDismiss();
    },
    list: () =>
      [...entries].map(([key, { notice, onDismiss }]) => ({
        key,
        notice,
        isDismissible: onDismiss !== undefined,
      })),
  };
};
