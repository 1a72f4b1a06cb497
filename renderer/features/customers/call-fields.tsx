import { Button, Menu, NumberInput, TextInput } from '@mantine/core';
import { IconChevronDown, IconPhoneIncoming, IconPhoneOutgoing } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../app/format.ts';
import classes from '../tickets/composer.module.css';
import { compactField } from './compact-field.ts';
import own from './timeline.module.css';
import type { Composing } from './use-customer-composer.ts';

const callOutcomes = ['reached', 'no_answer', 'busy', 'left_message', 'wrong_number'] as const;

/** Who called whom, what came of it, and when. */
export function CallButtons({ composing }: { readonly composing: Composing }) {
  const { t } = useTranslation();
  const { draft, change, facts, changeFacts } = composing;
  const isOut = draft.direction === 'out';
  return (
    <>
      <Button
        size="xs"
        variant="default"
        className={classes.fact}
        leftSection={isOut ? <IconPhoneOutgoing size={15} /> : <IconPhoneIncoming size={15} />}
        aria-label={`${t('customers.composer.direction')}: ${t(`customers.direction.${draft.direction}`)}`}
        onClick={() => change({ direction: isOut ? 'in' : 'out' })}
      >
        {t(`customers.direction.${draft.direction}`)}
      </Button>
      {isOut ? (
        <Menu position="bottom-start">
          <Menu.Target>
            <Button
              size="xs"
              variant="default"
              className={classes.fact}
              rightSection={<IconChevronDown size={14} />}
            >
              {`${t('customers.composer.outcome')}: ${t(`customers.outcome.${draft.outcome}`)}`}
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
      <Button
        size="xs"
        variant="default"
        className={classes.fact}
        aria-expanded={facts.when !== null}
        onClick={() => changeFacts({ when: facts.when === null ? { day: '', time: '' } : null })}
      >
        {t(facts.when === null ? 'customers.composer.now' : 'customers.composer.earlier')}
      </Button>
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
    <div className={own.earlier}>
      <TextInput
        {...compactField}
        label={t('customers.composer.date')}
        placeholder={format.shortDate(Date.now())}
        value={when.day}
        onChange={(event) => changeFacts({ when: { ...when, day: event.currentTarget.value } })}
      />
      <TextInput
        {...compactField}
        autoFocus
        label={t('customers.composer.time')}
        placeholder={format.time(Date.now())}
        value={when.time}
        onChange={(event) => changeFacts({ when: { ...when, time: event.currentTarget.value } })}
      />
      <NumberInput
        {...compactField}
        hideControls
        min={0}
        max={1440}
        label={t('customers.composer.duration')}
        value={facts.durationMin ?? ''}
        onChange={(value) => changeFacts({ durationMin: typeof value === 'number' ? value : null })}
      />
    </div>
  );
}
