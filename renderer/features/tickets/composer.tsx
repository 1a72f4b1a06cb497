import { Button, Checkbox, Menu, Textarea } from '@mantine/core';
import { IconChevronDown, IconPhoneIncoming, IconPhoneOutgoing } from '@tabler/icons-react';
import { type KeyboardEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useActions } from '../../app/actions.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import classes from './composer.module.css';
import type { TicketCard } from './ticket-types.ts';
import { useComposer } from './use-composer.ts';

type ComposerProps = { readonly card: TicketCard };

const callOutcomes = ['reached', 'no_answer', 'busy', 'left_message', 'wrong_number'] as const;
const tabs = ['call', 'internal'] as const;
const keyByTab = { call: 'm', internal: 'i' } as const;

/** Where the next entry is written. One instance per ticket: the owner gives it the ticket's id as its key. */
export function Composer({ card }: ComposerProps) {
  const { t } = useTranslation();
  const field = useRef<HTMLTextAreaElement>(null);
  const { draft, change, save, canSave, isSaving, isKept, error } = useComposer(card);
  const { status } = card.ticket;
  const isCall = draft.tab === 'call';
  const isFinished = status === 'resolved' || status === 'closed';

  function write(tab: 'call' | 'internal'): void {
    change({ tab });
    field.current?.focus();
  }

  useActions([
    {
      id: 'ticket.write',
      labelKey: 'tickets.action.write',
      group: 'ticket',
      keys: keyByTab.call,
      run: () => write('call'),
    },
    {
      id: 'ticket.writeInternal',
      labelKey: 'tickets.action.writeInternal',
      group: 'ticket',
      keys: keyByTab.internal,
      run: () => write('internal'),
    },
  ]);

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      save();
    } else if (event.key === 'Escape') {
      // Back to where single letters are actions again.
      event.preventDefault();
      field.current?.blur();
    }
  }

  return (
    <section className={classes.composer} aria-label={t('tickets.composer.label')} onKeyDown={onKeyDown}>
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
      <Textarea
        ref={field}
        variant="unstyled"
        autosize
        minRows={2}
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
      {isCall && isFinished && draft.direction === 'in' && !draft.confirms ? (
        <p className={classes.hint}>
          {t('tickets.composer.closedHint', { status: t(`tickets.status.${status}`) })}
        </p>
      ) : null}
      <div className={classes.foot}>
        {isCall ? <CallFacts draft={draft} change={change} /> : null}
        <span className={classes.save}>
          <span className={classes.status} role="status">
            {isKept ? t('tickets.composer.draftKept') : ''}
          </span>
          <Button
            size="xs"
            onClick={save}
            disabled={!canSave}
            loading={isSaving}
            aria-keyshortcuts="Control+Enter"
            rightSection={<Kbd keys="mod+Enter" />}
          >
            {t('tickets.composer.save')}
          </Button>
        </span>
      </div>
    </section>
  );
}

type CallFactsProps = Pick<ReturnType<typeof useComposer>, 'draft' | 'change'>;

/** Who called whom, and what came of it. */
function CallFacts({ draft, change }: CallFactsProps) {
  const { t } = useTranslation();
  const isOut = draft.direction === 'out';
  const reached = !isOut || draft.outcome === 'reached';
  return (
    <>
      <Button
        size="xs"
        variant="default"
        className={classes.fact}
        leftSection={isOut ? <IconPhoneOutgoing size={15} /> : <IconPhoneIncoming size={15} />}
        aria-label={`${t('tickets.composer.directionLabel')}: ${t(`tickets.composer.direction.${draft.direction}`)}`}
        onClick={() => change({ direction: isOut ? 'in' : 'out' })}
      >
        {t(`tickets.composer.direction.${draft.direction}`)}
      </Button>
      {isOut ? (
        <Menu position="top-start">
          <Menu.Target>
            <Button
              size="xs"
              variant="default"
              className={classes.fact}
              rightSection={<IconChevronDown size={14} />}
            >
              {t('tickets.composer.outcomeIs', { outcome: t(`customers.outcome.${draft.outcome}`) })}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {callOutcomes.map((outcome) => (
              <Menu.Item key={outcome} onClick={() => change({ outcome })}>
                {t(`customers.outcome.${outcome}`)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      ) : null}
      {reached ? (
        <Checkbox
          size="xs"
          className={classes.confirms}
          label={t('tickets.composer.confirms')}
          checked={draft.confirms}
          onChange={(event) => change({ confirms: event.currentTarget.checked })}
        />
      ) : null}
    </>
  );
}
