import { IconCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../app/format.ts';
import { PhoneText } from '../../ui/phone-text.tsx';
import type { CustomerCard, TimelineItem } from './ticket-types.ts';
import classes from './timeline-entry.module.css';
import { agentWords, eventWords } from './timeline-words.ts';

type InteractionItem = Extract<TimelineItem, { kind: 'interaction' }>;
type Contacts = CustomerCard['contacts'];
type EventItem = Extract<TimelineItem, { kind: 'ticket_event' }>;

const minuteMs = 60_000;
/** Later than this is worth saying: the conversation was written down from memory. */
const enteredLaterMs = 15 * minuteMs;

type BubbleProps = {
  readonly side: 'start' | 'end';
  readonly look: 'customer' | 'own' | 'internal' | 'solved';
  readonly title: ReactNode;
  readonly meta: readonly ReactNode[];
  readonly children: ReactNode;
};

function Bubble({ side, look, title, meta, children }: BubbleProps) {
  return (
    <article className={classes.bubble} data-side={side} data-look={look}>
      <header className={classes.bubbleHead}>
        <strong>{title}</strong>
        {meta.map((part, index) =>
          part === null ? null : (
            // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one entry never move
            <span key={index}>{part}</span>
          ),
        )}
      </header>
      {children}
    </article>
  );
}

function useClock(): (at: number, enteredAt: number, deviceCode: number | null) => ReactNode {
  const { t } = useTranslation();
  const format = useFormat();
  return (at, enteredAt, deviceCode) => {
    const device =
      deviceCode === null ? '' : ` · ${t('tickets.device', { code: format.digits(deviceCode) })}`;
    return (
      <>
        <time dateTime={new Date(at).toISOString()} title={`${format.dateTime(at)}${device}`}>
          {format.time(at)}
        </time>
        {enteredAt - at > enteredLaterMs ? (
          <span title={format.dateTime(enteredAt)}> · {t('tickets.timeline.enteredLater')}</span>
        ) : null}
      </>
    );
  };
}

type InteractionProps = {
  readonly item: InteractionItem;
  readonly meId: string | undefined;
  readonly contacts: Contacts;
};

function Interaction({ item, meId, contacts }: InteractionProps) {
  const { t } = useTranslation();
  const clock = useClock();
  const { interaction, agentName, deviceCode } = item;
  const { channel, direction, durationSec, outcome, body } = interaction;
  const isMine = interaction.agentId === meId;
  const agent = agentWords(agentName, isMine, t);
  const isCall = channel === 'phone';
  const number = contacts.find(({ id }) => id === interaction.contactPointId);
  const channelName = t(`customers.channel.${channel}`);
  const kind =
    direction === 'internal'
      ? t('tickets.timeline.internal')
      : isCall
        ? t(`tickets.timeline.call.${direction}`)
        : t(`tickets.timeline.message.${direction}`, { channel: channelName });
  const minutes = durationSec === null ? null : Math.round(durationSec / 60);
  const duration =
    minutes === null
      ? null
      : minutes === 0
        ? t('tickets.timeline.durationShort')
        : t('common.time.minutes', { count: minutes });
  const missed = outcome !== null && outcome !== 'reached' && outcome !== 'delivered';
  return (
    <Bubble
      side={isMine && direction !== 'in' ? 'end' : 'start'}
      look={direction === 'internal' ? 'internal' : direction === 'in' ? 'customer' : 'own'}
      title={direction === 'in' ? kind : agent}
      meta={[
        clock(interaction.at, interaction.enteredAt, deviceCode),
        direction === 'in' ? null : kind,
        number === undefined ? null : <PhoneText key="number" phone={number.e164 ?? number.raw} />,
        duration,
        outcome === null || (direction === 'in' && !missed) ? null : (
          <span key="outcome" className={missed ? classes.missed : undefined}>
            {t(`customers.outcome.${outcome}`)}
          </span>
        ),
        direction === 'in' ? agent : null,
      ]}
    >
      {body.trim() === '' ? null : (
        <p className={classes.body} dir="auto">
          {body}
        </p>
      )}
      {interaction.confirmsResolution ? (
        <p className={classes.confirms}>
          <IconCheck size={15} /> {t('tickets.timeline.confirms')}
        </p>
      ) : null}
    </Bubble>
  );
}

function Solved({ item, meId }: { readonly item: EventItem; readonly meId: string | undefined }) {
  const { t } = useTranslation();
  const clock = useClock();
  const { event, agentName, deviceCode } = item;
  const isMine = event.agentId === meId;
  return (
    <Bubble
      side={isMine ? 'end' : 'start'}
      look="solved"
      title={t('tickets.timeline.resolved')}
      meta={[clock(event.at, event.at, deviceCode), agentWords(agentName, isMine, t)]}
    >
      <dl className={classes.solved}>
        <dt>{t('tickets.timeline.solution')}</dt>
        <dd dir="auto">{event.solution}</dd>
        <dt>{t('tickets.timeline.nextStep')}</dt>
        <dd dir="auto">{event.nextStep}</dd>
      </dl>
    </Bubble>
  );
}

type TimelineEntryProps = {
  readonly item: TimelineItem;
  readonly meId: string | undefined;
  /** The customer's, to say which number it was. */
  readonly contacts: Contacts;
};

/** One entry of the conversation: what the customer said, what we did, what the system noted. */
export function TimelineEntry({ item, meId, contacts }: TimelineEntryProps) {
  const { t } = useTranslation();
  const format = useFormat();
  if (item.kind === 'interaction') return <Interaction item={item} meId={meId} contacts={contacts} />;
  if (item.event.toStatus === 'resolved' && item.event.solution !== null) {
    return <Solved item={item} meId={meId} />;
  }
  return (
    <p className={classes.system} title={format.dateTime(item.at)}>
      {eventWords(item, meId, t)} · {format.time(item.at)}
    </p>
  );
}
