import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { toAsciiDigits } from '../../../shared/rules/digits.ts';
import { api } from '../../app/api.ts';
import { useFormat } from '../../app/format.ts';
import { useNow } from '../../app/use-now.ts';
import { useRight } from '../../app/use-right.ts';
import { Chip } from '../../ui/chip.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { isolated } from '../../ui/isolated.ts';
import { Kbd } from '../../ui/kbd.tsx';
import { type Conflict, type ConflictValue, fieldWords, valueWords } from './conflict-words.ts';
import classes from './conflicts.module.css';

type ConflictCardProps = {
  readonly conflict: Conflict;
  /** Side by side where there is room, one below the other in a narrow pane. */
  readonly wide?: boolean;
};

/** The decision itself, for a card's buttons and for the keys of a screen. */
export function useDecide(conflict: Conflict | undefined) {
  const { mutate, isPending, error, variables } = useMutation(api.conflict.decide.mutationOptions());
  const decide = (value: ConflictValue | undefined): void => {
    if (!conflict || !value || isPending) return;
    const { entity, rowId, field } = conflict;
    mutate({ entity, rowId, field, stamp: value.stamp });
  };
  return { decide, isPending, error, chosenStamp: isPending ? variables?.stamp : undefined };
}

/** One field, the values that devices wrote apart, and one click to decide. Nothing is lost until then. */
export function ConflictCard({ conflict, wide }: ConflictCardProps) {
  const { t } = useTranslation();
  const mayDecide = useRight('conflict.decide');
  const { decide, isPending, error, chosenStamp } = useDecide(conflict);
  const field = fieldWords(conflict.entity, conflict.field, t);

  function onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const value = conflict.values[Number(toAsciiDigits(event.key)) - 1];
    if (!value || !mayDecide) return;
    event.preventDefault();
    decide(value);
  }

  return (
    <section
      className={classes.card}
      data-wide={wide || undefined}
      aria-label={t('conflicts.heading', { field })}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the digit keys decide while the card has the focus
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <p className={classes.cardTitle}>{t('conflicts.heading', { field })}</p>
      <div className={classes.values}>
        {conflict.values.map((value, index) => (
          <Value
            key={value.stamp}
            conflict={conflict}
            value={value}
            position={index + 1}
            isLocked={isPending || !mayDecide}
            isChosen={value.stamp === chosenStamp}
            onChoose={() => decide(value)}
          />
        ))}
      </div>
      {error ? <ErrorNotice error={error} /> : null}
    </section>
  );
}

type ValueProps = {
  readonly conflict: Conflict;
  readonly value: ConflictValue;
  readonly position: number;
  readonly isLocked: boolean;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
};

function Value({ conflict, value, position, isLocked, isChosen, onChoose }: ValueProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const device =
    value.deviceCode === null
      ? t('conflicts.unknownDevice')
      : t('conflicts.deviceValue', { code: format.digits(value.deviceCode) });
  const when = format.relative(value.writtenAt, now);
  return (
    <div className={classes.value} data-shown={value.shown || undefined}>
      <div className={classes.valueHead}>
        <strong>{device}</strong>
        {value.shown ? (
          <Chip small tone="accent">
            {t('conflicts.shown')}
          </Chip>
        ) : null}
      </div>
      <p className={classes.valueText} dir="auto">
        {valueWords(value, conflict, format, t)}
      </p>
      <div className={classes.valueFoot}>
        <span className={classes.writer} title={format.dateTime(value.writtenAt)}>
          {value.userName === null ? when : t('conflicts.by', { name: isolated(value.userName), when })}
        </span>
        <Button
          size="compact-sm"
          variant={value.shown ? 'filled' : 'default'}
          disabled={isLocked && !isChosen}
          loading={isChosen}
          onClick={onChoose}
          rightSection={<Kbd keys={String(position)} />}
        >
          {t('conflicts.choose')}
        </Button>
      </div>
    </div>
  );
}
