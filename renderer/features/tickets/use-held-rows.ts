import { useState } from 'react';
import { adopted, type HeldInput, type HeldList, holdOrder } from './held-order.ts';

/** The rows to show, held still while `held`; `settle` shows the source as it is now. */
export function useHeldRows<Item>(
  input: HeldInput<Item>,
): HeldList<Item> & { readonly settle: () => readonly Item[] } {
  const [shown, setShown] = useState<HeldList<Item>>(() => adopted(input));
  const next = holdOrder(shown, input);
  if (next !== shown) setShown(next);
  const settle = () => {
    setShown(adopted(input));
    return input.source;
  };
  return { ...next, settle };
}
