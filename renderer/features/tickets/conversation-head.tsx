import { ActionIcon, Button, Menu } from '@mantine/core';
import { IconDots, IconUser } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Chip } from '../../ui/chip.tsx';
import { isolated } from '../../ui/isolated.ts';
import { Kbd } from '../../ui/kbd.tsx';
import { TicketNumberText } from '../../ui/ticket-number-text.tsx';
import { useOffice } from '../customers/use-office.ts';
import classes from './conversation.module.css';
import { copyText } from './copy-text.ts';
import { useQueueState } from './queue-state.ts';
import { SlaLine } from './sla-line.tsx';
import { SubjectField } from './subject-field.tsx';
import { leadingSteps } from './ticket-facts.ts';
import { levelTone, statusTone } from './ticket-tones.ts';
import type { TicketCard } from './ticket-types.ts';
import type { Step, useTicketSteps } from './use-ticket-steps.ts';

type ConversationHeadProps = {
  readonly card: TicketCard;
  readonly now: number;
  readonly steps: ReturnType<typeof useTicketSteps>;
};

/** What it is about, where it stands, what is promised, and what can be done next. */
export function ConversationHead({ card, now, steps }: ConversationHeadProps) {
  const { t } = useTranslation();
  const { ticket, level, ownerName, reopenCount } = card;
  const { userId } = useOffice();
  const owner =
    ticket.ownerId === null
      ? t('tickets.unassigned')
      : t('tickets.ownerIs', {
          name: ticket.ownerId === userId ? t('tickets.you') : isolated(ownerName ?? t('common.unknown')),
        });
  const canAssign = steps.steps.some(({ name, offered }) => name === 'assign' && offered);
  return (
    <header className={classes.head}>
      <div className={classes.headLine}>
        <div className={classes.subjectBox}>
          <SubjectField
            key={ticket.id}
            ticketId={ticket.id}
            subject={ticket.subject}
            isReadOnly={!steps.mayWrite}
          />
          <button
            type="button"
            className={classes.number}
            title={t('tickets.action.copyNumber')}
            onClick={() => copyText(ticket.number, t('tickets.done.copied'))}
          >
            <TicketNumberText number={ticket.number} />
          </button>
          <Chip tone={statusTone(ticket.status)}>{t(`tickets.status.${ticket.status}`)}</Chip>
          {level === 'critical' || level === 'high' ? (
            <Chip tone={levelTone(level)}>{t(`tickets.level.${level}`)}</Chip>
          ) : null}
        </div>
        <StepButtons card={card} steps={steps} />
      </div>
      <div className={classes.factLine}>
        <SlaLine card={card} now={now} />
        <button
          type="button"
          className={classes.plain}
          disabled={!canAssign}
          onClick={() => steps.openDialog('assign')}
        >
          {owner}
        </button>
        <button
          type="button"
          className={classes.plain}
          disabled={!steps.mayWrite}
          onClick={() => steps.openDialog('details')}
        >
          {t('tickets.factsLine', {
            type: t(`tickets.type.${ticket.type}`),
            impact: t(`tickets.choice.${ticket.impact}`),
            urgency: t(`tickets.choice.${ticket.urgency}`),
          })}
        </button>
        {reopenCount > 0 ? <span>{t('tickets.reopened', { count: reopenCount })}</span> : null}
      </div>
    </header>
  );
}

function StepButtons({ card, steps }: Pick<ConversationHeadProps, 'card' | 'steps'>) {
  const { t } = useTranslation();
  const toggleCustomer = useQueueState((state) => state.toggleCustomer);
  const leading = leadingSteps(card.ticket.status);
  const offered = steps.steps.filter((step) => step.offered);
  const buttons = leading.flatMap((name) => offered.filter((step) => step.name === name));
  const last = buttons.at(-1);
  return (
    <div className={classes.buttons}>
      <ActionIcon
        variant="default"
        size={30}
        className={classes.customerToggle}
        aria-label={t('tickets.action.showCustomer')}
        aria-keyshortcuts="u"
        onClick={toggleCustomer}
      >
        <IconUser size={18} />
      </ActionIcon>
      <Menu position="bottom-end" width={230}>
        <Menu.Target>
          <ActionIcon variant="default" size={30} aria-label={t('tickets.action.more')}>
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {offered
            .filter((step) => step !== last)
            .map((step) => (
              <StepItem key={step.name} step={step} busy={steps.busy} />
            ))}
          <Menu.Divider />
          <Menu.Item
            rightSection={<Kbd keys="d" />}
            disabled={!steps.mayWrite}
            onClick={() => steps.openDialog('details')}
          >
            {t('tickets.action.edit')}
          </Menu.Item>
          <Menu.Item
            rightSection={<Kbd keys="y" />}
            onClick={() => copyText(card.ticket.number, t('tickets.done.copied'))}
          >
            {t('tickets.action.copyNumber')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {buttons.map((step, index) => (
        <Button
          key={step.name}
          size="xs"
          variant={step === last ? 'filled' : 'default'}
          className={index < buttons.length - 2 ? classes.spare : undefined}
          disabled={steps.busy}
          onClick={step.run}
          aria-keyshortcuts={step.keys}
          rightSection={step.keys === undefined ? undefined : <Kbd keys={step.keys} />}
        >
          {t(step.labelKey)}
        </Button>
      ))}
    </div>
  );
}

function StepItem({ step, busy }: { readonly step: Step; readonly busy: boolean }) {
  const { t } = useTranslation();
  return (
    <Menu.Item
      disabled={busy}
      onClick={step.run}
      rightSection={step.keys === undefined ? undefined : <Kbd keys={step.keys} />}
    >
      {t(step.labelKey)}
    </Menu.Item>
  );
}
