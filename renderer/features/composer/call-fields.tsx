import { ActionIcon, Button, Checkbox, Menu, NumberInput, TextInput, Tooltip } from '@mantine/core';
import {
  IconChevronDown,
  IconClock,
  IconPhoneIncoming,
  IconPhoneOutgoing,
  type TablerIcon,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../app/format.ts';
import { PhoneText } from '../../ui/phone-text.tsx';
import { compactField } from '../customers/compact-field.ts';
import classes from './composer.module.css';
import type { Composing, ContactPoint } from './use-composer.ts';

const callOutcomes = ['reached', 'no_answer', 'busy', 'left_message', 'wrong_number'] as const;

type FactMenuProps = {
  /** What a screen reader calls it. */
  readonly label: string;
  readonly value: ReactNode;
  readonly children: ReactNode;
};

function FactMenu({ label, value, children }: FactMenuProps) {
  return (
    <Menu position="top-start">
      <Menu.Target>
        <Button
          size="xs"
          variant="default"
          className={classes.fact}
          rightSection={<IconChevronDown size={14} />}
          title={label}
        >
          {value}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{label}</Menu.Label>
        {children}
      </Menu.Dropdown>
    </Menu>
  );
}

function NumberText({ contact }: { readonly contact: ContactPoint }) {
  return <PhoneText phone={contact.e164 ?? contact.raw} />;
}

/** Which of the customer's numbers; a customer without any has nothing to choose. */
function NumberMenu({ composing }: { readonly composing: Composing }) {
  const { t } = useTranslation();
  const { numbers, number, changeFacts } = composing;
  if (numbers.length === 0) return null;
  return (
    <FactMenu
      label={t('tickets.composer.number')}
      value={number ? <NumberText contact={number} /> : t('tickets.composer.otherNumber')}
    >
      {numbers.map((contact) => (
        <Menu.Item
          key={contact.id}
          rightSection={
            contact.label === null ? undefined : <bdi className={classes.aside}>{contact.label}</bdi>
          }
          onClick={() => changeFacts({ contactPointId: contact.id })}
        >
          <NumberText contact={contact} />
        </Menu.Item>
      ))}
      <Menu.Item onClick={() => changeFacts({ contactPointId: null })}>
        {t('tickets.composer.otherNumber')}
      </Menu.Item>
    </FactMenu>
  );
}

/** Who called whom and on which number, what came of it, and when it was. */
export function CallButtons({ composing }: { readonly composing: Composing }) {
  const { t } = useTranslation();
  const { draft, change, facts, changeFacts } = composing;
  const isOut = draft.direction === 'out';
  const isReached = !isOut || draft.outcome === 'reached';
  const isEarlier = facts.when !== null;
  const DirectionIcon: TablerIcon = isOut ? IconPhoneOutgoing : IconPhoneIncoming;
  const whenLabel = t(isEarlier ? 'tickets.composer.justNow' : 'tickets.composer.earlier');
  return (
    <>
      <Button
        size="xs"
        variant="default"
        className={classes.fact}
        leftSection={<DirectionIcon size={15} />}
        aria-label={`${t('tickets.composer.directionLabel')}: ${t(`tickets.composer.direction.${draft.direction}`)}`}
        onClick={() => change({ direction: isOut ? 'in' : 'out' })}
      >
        {t(`tickets.composer.direction.${draft.direction}`)}
      </Button>
      {isOut ? (
        <FactMenu label={t('tickets.composer.outcome')} value={t(`customers.outcome.${draft.outcome}`)}>
          {callOutcomes.map((outcome) => (
            <Menu.Item key={outcome} onClick={() => change({ outcome })}>
              {t(`customers.outcome.${outcome}`)}
            </Menu.Item>
          ))}
        </FactMenu>
      ) : null}
      <NumberMenu composing={composing} />
      <Tooltip label={whenLabel}>
        <ActionIcon
          variant={isEarlier ? 'light' : 'default'}
          size={30}
          aria-label={whenLabel}
          aria-expanded={isEarlier}
          onClick={() => changeFacts({ when: isEarlier ? null : { day: '', time: '' } })}
        >
          <IconClock size={16} />
        </ActionIcon>
      </Tooltip>
      {isReached && facts.ticketId !== null ? (
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

/** A call that is written down later: its day, its time, how long it was. */
export function EarlierCall({ composing }: { readonly composing: Composing }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { facts, changeFacts } = composing;
  const when = facts.when ?? { day: '', time: '' };
  return (
    <div className={classes.earlier}>
      <TextInput
        {...compactField}
        label={t('tickets.composer.day')}
        placeholder={format.shortDate(Date.now())}
        value={when.day}
        onChange={(event) => changeFacts({ when: { ...when, day: event.currentTarget.value } })}
      />
      <TextInput
        {...compactField}
        autoFocus
        label={t('tickets.composer.time')}
        placeholder={format.time(Date.now())}
        value={when.time}
        onChange={(event) => changeFacts({ when: { ...when, time: event.currentTarget.value } })}
      />
      <NumberInput
        {...compactField}
        hideControls
        min={0}
        max={1440}
        label={t('tickets.composer.duration')}
        value={facts.durationMin ?? ''}
        onChange={(value) => changeFacts({ durationMin: typeof value === 'number' ? value : null })}
      />
    </div>
  );
}
