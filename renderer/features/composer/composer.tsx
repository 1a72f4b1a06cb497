import { Button, Textarea } from '@mantine/core';
import { type KeyboardEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useActions } from '../../app/actions.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import { CallButtons, EarlierCall } from './call-fields.tsx';
import classes from './composer.module.css';
import { TicketButton, type TicketChoice } from './ticket-button.tsx';
import { type ComposerInput, useComposer } from './use-composer.ts';

type ComposerProps = ComposerInput & {
  /** What an entry can belong to; a single one, the open ticket, is not asked about. */
  readonly tickets: readonly TicketChoice[];
  readonly minRows: number;
};

const tabs = ['call', 'internal'] as const;
const keyByTab = { call: 'm', internal: 'i' } as const;

/** Where the next entry is written. One instance per ticket or customer: the owner gives it the id as its key. */
export function Composer({ tickets, minRows, ...input }: ComposerProps) {
  const { t } = useTranslation();
  const field = useRef<HTMLTextAreaElement>(null);
  const composing = useComposer(input);
  const { draft, change, facts, timeProblem, save, canSave, isSaving, isKept, error } = composing;
  const isCall = draft.tab === 'call';
  const status = tickets.find(({ id }) => id === facts.ticketId)?.status;
  const reopens =
    isCall && draft.direction === 'in' && !draft.confirms && (status === 'resolved' || status === 'closed');

  function write(tab: 'call' | 'internal'): void {
    change({ tab });
    field.current?.focus();
  }

  const group = input.ticketId === null ? 'customer' : 'ticket';
  useActions([
    {
      id: 'entry.call',
      labelKey: 'tickets.action.write',
      group,
      keys: keyByTab.call,
      run: () => write('call'),
    },
    {
      id: 'entry.internal',
      labelKey: 'tickets.action.writeInternal',
      group,
      keys: keyByTab.internal,
      run: () => write('internal'),
    },
  ]);

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      save();
    } else if (event.key === 'Escape' && event.target === field.current) {
      // Back to where single letters are actions again.
      event.preventDefault();
      field.current.blur();
    }
  }

  return (
    <section className={classes.composer} aria-label={t('tickets.composer.label')} onKeyDown={onKeyDown}>
      <div className={classes.top}>
        <div className={classes.tabs} role="tablist" aria-label={t('tickets.composer.label')}>
          {tabs.map((tab) => (
            <button
              key={tab}
              type="button"
              role="tab"
              className={classes.tab}
              data-tab={tab}
              aria-selected={draft.tab === tab}
              aria-keyshortcuts={keyByTab[tab]}
              onClick={() => write(tab)}
            >
              {t(`tickets.composer.tabs.${tab}`)}
            </button>
          ))}
        </div>
        <span className={classes.status} role="status">
          {isKept ? t('tickets.composer.draftKept') : ''}
        </span>
        {input.ticketId === null ? <TicketButton composing={composing} tickets={tickets} /> : null}
      </div>
      <Textarea
        ref={field}
        variant="unstyled"
        autosize
        minRows={minRows}
        maxRows={9}
        maxLength={8000}
        aria-label={t(`tickets.composer.tabs.${draft.tab}`)}
        placeholder={t(isCall ? 'tickets.composer.callPlaceholder' : 'tickets.composer.internalPlaceholder')}
        value={draft.text}
        readOnly={isSaving}
        onChange={(event) => change({ text: event.currentTarget.value })}
        classNames={{ input: classes.text }}
      />
      {error ? <ErrorNotice error={error} /> : null}
      {reopens ? (
        <p className={classes.hint}>
          {t('tickets.composer.closedHint', { status: t(`tickets.status.${status}`) })}
        </p>
      ) : null}
      {isCall && facts.when !== null ? <EarlierCall composing={composing} /> : null}
      {timeProblem === null ? null : (
        <p className={classes.hint} role="alert">
          {t(timeProblem === 'future' ? 'tickets.composer.inFuture' : 'tickets.composer.noSuchTime')}
        </p>
      )}
      <div className={classes.foot}>
        <div className={classes.facts}>{isCall ? <CallButtons composing={composing} /> : null}</div>
        <Button
          size="xs"
          className={classes.save}
          onClick={save}
          disabled={!canSave}
          loading={isSaving}
          aria-keyshortcuts="Control+Enter"
          rightSection={<Kbd keys="mod+Enter" />}
        >
          {t('tickets.composer.save')}
        </Button>
      </div>
    </section>
  );
}
