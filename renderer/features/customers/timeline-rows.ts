import type { ApiOutputs } from '../../../shared/contract/index.ts';

export type TimelineItem = ApiOutputs['customer']['timeline']['items'][number];

/** A channel, or what happened to tickets. */
export type TimelineFilter =
  | 'all'
  | 'events'
  | Extract<TimelineItem, { kind: 'interaction' }>['interaction']['channel'];

export type TimelineRow =
  | { readonly kind: 'day'; readonly key: string; readonly at: number }
  | { readonly kind: 'entry'; readonly key: string; readonly item: TimelineItem };

const msPerDay = 86_400_000;

export const keyOfItem = (item: TimelineItem): string =>
  item.kind === 'interaction' ? item.interaction.id : item.event.id;

export const passes = (item: TimelineItem, filter: TimelineFilter): boolean => {
  if (filter === 'all') return true;
  return item.kind === 'interaction' ? item.interaction.channel === filter : filter === 'events';
};

/** The filters that would show something, in the order in which they first occur. */
export function filtersOf(items: readonly TimelineItem[]): readonly TimelineFilter[] {
  const found = new Set<TimelineFilter>();
  for (const item of items) found.add(item.kind === 'interaction' ? item.interaction.channel : 'events');
  return ['all', ...found];
}

/**
 * The entries newest first, each day under a heading of its own.
 * @param offsetMin the office's time, minutes east of UTC: it decides where a day begins.
 */
export function timelineRows(
  items: readonly TimelineItem[],
  filter: TimelineFilter,
  offsetMin: number,
): readonly TimelineRow[] {
  const rows: TimelineRow[] = [];
  let day: number | undefined;
  for (const item of items) {
    if (!passes(item, filter)) continue;
    const itemDay = Math.floor((item.at + offsetMin * 60_000) / msPerDay);
    if (itemDay !== day) rows.push({ kind: 'day', key: `day-${itemDay}`, at: item.at });
    day = itemDay;
    rows.push({ kind: 'entry', key: keyOfItem(item), item });
  }
  return rows;
}
