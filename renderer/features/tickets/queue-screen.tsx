import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { enabledActions, useActions } from '../../app/actions.ts';
import { useNow } from '../../app/use-now.ts';
import { useRight } from '../../app/use-right.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { ListSkeleton } from '../../ui/list-skeleton.tsx';
import { VirtualList } from '../../ui/virtual-list.tsx';
import { Conversation } from './conversation.tsx';
import { CustomerPane } from './customer-pane.tsx';
import { openNewTicket } from './open-new-ticket.ts';
import { QueueEmpty } from './queue-empty.tsx';
import { QueuePane } from './queue-pane.tsx';
import { QueueRow } from './queue-row.tsx';
import classes from './queue-screen.module.css';
import { firstScope, useQueueState } from './queue-state.ts';
import { useHeldRows } from './use-held-rows.ts';
import { useOpenTicket } from './use-open-ticket.ts';
import { useQueue } from './use-queue.ts';
import { useSelection } from './use-selection.ts';

const rowHeight = 59;

/** The desk: who is next, what happened and what to do, and who they are. */
export default function QueueScreen() {
  const { t } = useTranslation();
  const now = useNow(15_000);
  const { scope: chosenScope, setScope, isCustomerOpen } = useQueueState();
  const scope = chosenScope ?? 'mine';
  const [isPointed, setIsPointed] = useState(false);
  const queue = useQueue(scope);
  const { counts } = queue;
  useEffect(() => {
    if (chosenScope === null && counts) setScope(firstScope(counts));
  }, [chosenScope, counts, setScope]);
  const list = useHeldRows({ group: scope, source: queue.rows, held: isPointed, keyOf: ({ id }) => id });
  const { ticketId, select, next } = useSelection({ rows: list.rows, settle: list.settle });
  const mayWrite = useRight('ticket.write');
  const open = useOpenTicket(ticketId);
  // The customer of the open ticket is the one who is talked about; another is one key away in the form.
  const newTicket = () => openNewTicket(open.isCurrent ? open.card?.ticket.customerId : undefined);

  useActions([
    {
      id: 'ticket.new',
      labelKey: 'tickets.newTicket',
      group: 'ticket',
      keys: 't',
      enabled: mayWrite,
      run: newTicket,
    },
  ]);

  return (
    <div className={classes.screen} data-customer={isCustomerOpen || undefined}>
      <QueuePane
        scope={scope}
        counts={counts}
        fresh={list.fresh}
        onScope={setScope}
        onNext={list.rows.length > 0 ? next : undefined}
        onNew={mayWrite ? newTicket : undefined}
        onSettle={list.settle}
        onPoint={setIsPointed}
      >
        {queue.error ? (
          <ErrorNotice error={queue.error} retry={queue.retry} />
        ) : queue.isPending || (queue.isPrevious && list.rows.length === 0) ? (
          <ListSkeleton rowHeight={rowHeight} />
        ) : list.rows.length === 0 ? (
          <QueueEmpty
            scope={scope}
            counts={counts}
            onScope={setScope}
            onNew={mayWrite ? newTicket : undefined}
          />
        ) : (
          <VirtualList
            items={list.rows}
            itemKey={({ id }) => id}
            rowHeight={rowHeight}
            label={t('tickets.queueLabel')}
            selectedKey={ticketId}
            onSelect={({ id }) => select(id)}
            onOpen={writeNote}
            onRange={(_first, last) => queue.readTo(last)}
            renderItem={(row, state) => (
              <QueueRow
                row={row}
                scope={scope}
                selected={state.selected}
                left={list.left.has(row.id)}
                now={now}
              />
            )}
          />
        )}
      </QueuePane>
      {ticketId === undefined ? (
        // The list beside it says why, and what fills it.
        <div className={classes.nothing} />
      ) : (
        <OpenTicket open={open} now={now} />
      )}
    </div>
  );
}

/** Enter on a row goes on to the note: the conversation registered how. */
function writeNote(): void {
  enabledActions()
    .find(({ id }) => id === 'entry.call')
    ?.run();
}

type OpenTicketProps = { readonly open: ReturnType<typeof useOpenTicket>; readonly now: number };

function OpenTicket({ open: { card, isCurrent, error, retry }, now }: OpenTicketProps) {
  if (error) {
    return (
      <div className={classes.nothing}>
        <ErrorNotice error={error} retry={retry} />
      </div>
    );
  }
  if (!card) {
    return (
      <div className={classes.nothing}>
        <ListSkeleton rows={4} rowHeight={90} />
      </div>
    );
  }
  return (
    <>
      <Conversation card={card} isCurrent={isCurrent} now={now} />
      <CustomerPane card={card} />
    </>
  );
}
