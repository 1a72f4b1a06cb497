import { IconArrowDown } from '@tabler/icons-react';
import { Fragment, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dayWords, isSameDay } from '../../app/day-words.ts';
import { useFormat } from '../../app/format.ts';
import classes from './conversation.module.css';
import type { CustomerCard, TimelineItem } from './ticket-types.ts';
import { TimelineEntry } from './timeline-entry.tsx';

type TimelineProps = {
  /** Newest first, as the core gives it; shown newest at the bottom. */
  readonly items: readonly TimelineItem[];
  readonly meId: string | undefined;
  readonly contacts: CustomerCard['contacts'];
  readonly now: number;
};

/** A conversation longer than this starts folded: its end is what is read. */
const unfolded = 120;
/** Pixels from the end within which the reader counts as being at the end. */
const nearEnd = 48;

const keyOf = (item: TimelineItem): string =>
  item.kind === 'interaction' ? item.interaction.id : item.event.id;

const agentIdOf = (item: TimelineItem): string =>
  item.kind === 'interaction' ? item.interaction.agentId : item.event.agentId;

/** Stays at the end while the reader is at the end, and otherwise where the reader is. */
export function Timeline({ items, meId, contacts, now }: TimelineProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const scroller = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const [hasNewBelow, setHasNewBelow] = useState(false);
  const [isFolded, setIsFolded] = useState(true);
  const ordered = useMemo(() => items.toReversed(), [items]);
  const hidden = isFolded ? Math.max(0, ordered.length - unfolded) : 0;
  const visible = ordered.slice(hidden);
  const newest = items[0];
  const newestKey = newest === undefined ? '' : keyOf(newest);
  /** What one wrote oneself is always shown. */
  const isOwn = newest !== undefined && agentIdOf(newest) === meId;

  function toEnd(): void {
    const element = scroller.current;
    if (element) element.scrollTop = element.scrollHeight;
    setHasNewBelow(false);
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when something was added, not on each render
  useLayoutEffect(() => {
    if (atEnd.current || isOwn) toEnd();
    else setHasNewBelow(true);
  }, [newestKey]);

  // The composer grows and the window is resized: who was at the end stays there.
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const observer = new ResizeObserver(() => {
      if (atEnd.current) element.scrollTop = element.scrollHeight;
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  function onScroll(): void {
    const element = scroller.current;
    if (!element) return;
    atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < nearEnd;
    if (atEnd.current) setHasNewBelow(false);
  }

  return (
    <div className={classes.timelineBox}>
      <div
        ref={scroller}
        className={classes.timeline}
        role="log"
        aria-label={t('tickets.timeline.label')}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        tabIndex={0}
        onScroll={onScroll}
      >
        {hidden > 0 ? (
          <button type="button" className={classes.unfold} onClick={() => setIsFolded(false)}>
            {t('tickets.timeline.earlier', { count: hidden })}
          </button>
        ) : null}
        {visible.length === 0 ? <p className={classes.system}>{t('tickets.timeline.empty')}</p> : null}
        {visible.map((item, index) => {
          const before = visible[index - 1];
          const startsDay = before === undefined || !isSameDay(before.at, item.at, format);
          return (
            <Fragment key={keyOf(item)}>
              {startsDay ? <p className={classes.day}>{dayWords(item.at, now, format, t)}</p> : null}
              <TimelineEntry item={item} meId={meId} contacts={contacts} />
            </Fragment>
          );
        })}
      </div>
      {hasNewBelow ? (
        <button type="button" className={classes.newBelow} onClick={toEnd}>
          <IconArrowDown size={15} /> {t('tickets.timeline.newBelow')}
        </button>
      ) : null}
    </div>
  );
}
