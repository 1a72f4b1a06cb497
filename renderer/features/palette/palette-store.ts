import { createSpotlight } from '@mantine/spotlight';

const [store, { open }] = createSpotlight();

export const paletteStore = store;

export const openPalette = open;

/**
 * Enter opens the best result: results arrive after the palette has looked for one to select. A selection
 * that the person moved stays.
 */
export function selectFirstResult(): void {
  const { listId, selected } = store.getState();
  const list = listId === '' ? null : document.getElementById(listId);
  const present = list?.querySelector('[data-selected]');
  if (present && selected > 0) return;
  present?.removeAttribute('data-selected');
  list?.querySelector('[data-action]')?.setAttribute('data-selected', 'true');
  store.updateState((state) => ({ ...state, selected: 0 }));
}
