import { Textarea, TextInput, VisuallyHidden } from '@mantine/core';
import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Result } from '../../../shared/lib/result.ts';
import { useRight } from '../../app/use-right.ts';
import { compactField } from './compact-field.ts';
import classes from './customers.module.css';

export type EditableProps<Value> = {
  /** What the field is called. */
  readonly label: string;
  /** What stands in the input when editing begins. */
  readonly text: string;
  /** Reads what was typed; the failure is a sentence. */
  readonly parse: (typed: string) => Result<Value, string>;
  readonly onSave: (value: Value) => void;
  /** What is shown while nobody edits. */
  readonly children: ReactNode;
  readonly className?: string | undefined;
  readonly multiline?: boolean;
  readonly unit?: string | undefined;
  /** A line under the input, for what has been typed so far. */
  readonly describe?: (typed: string) => ReactNode;
  readonly placeholder?: string | undefined;
  readonly maxLength?: number;
};

/**
 * A value that becomes an input where it stands: Enter or a click edits, Enter saves, Esc puts it back. For who
 * may only read it is the value alone.
 */
export function Editable<Value>(props: EditableProps<Value>) {
  const { t } = useTranslation();
  const [isEditing, setEditing] = useState(false);
  const shown = useRef<HTMLButtonElement>(null);
  const mayWrite = useRight('customer.write');

  function finish(): void {
    setEditing(false);
    // The caret's place stays the keyboard's place.
    requestAnimationFrame(() => shown.current?.focus());
  }
  if (!mayWrite) return <span className={props.className}>{props.children}</span>;
  if (isEditing) return <EditableInput {...props} onDone={finish} onLeave={() => setEditing(false)} />;
  return (
    <button
      ref={shown}
      type="button"
      className={`${classes.editable} ${props.className ?? ''}`}
      title={t('customers.edit.action', { field: props.label })}
      onClick={() => setEditing(true)}
    >
      <VisuallyHidden>{t('customers.edit.action', { field: props.label })}: </VisuallyHidden>
      {props.children}
    </button>
  );
}

type EditableInputProps<Value> = EditableProps<Value> & {
  readonly onDone: () => void;
  readonly onLeave: () => void;
};

function EditableInput<Value>(props: EditableInputProps<Value>) {
  const { t } = useTranslation();
  const { label, text, parse, onSave, onDone, onLeave, multiline, unit, describe, placeholder } = props;
  const [typed, setTyped] = useState(text);
  const [problem, setProblem] = useState<string | null>(null);
  const isOver = useRef(false);

  /** False when what was typed cannot be read; the input then stays and says why. */
  function save(): boolean {
    if (isOver.current) return true;
    if (typed === text) return true;
    const parsed = parse(typed);
    if (!parsed.ok) {
      setProblem(parsed.error);
      return false;
    }
    isOver.current = true;
    onSave(parsed.value);
    return true;
  }
  function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      isOver.current = true;
      onDone();
    }
    const isNewLine = multiline === true && !event.ctrlKey && !event.metaKey;
    if (event.key === 'Enter' && !isNewLine) {
      event.preventDefault();
      event.stopPropagation();
      if (save()) onDone();
    }
  }
  const shared = {
    ...compactField,
    'aria-label': label,
    value: typed,
    error: problem,
    placeholder,
    maxLength: props.maxLength,
    autoFocus: true,
    onKeyDown,
    onBlur: () => {
      if (save()) onLeave();
    },
    // One line under the field: what is wrong, or what has been understood so far.
    description:
      problem === null
        ? (describe?.(typed) ?? (multiline === true ? t('customers.edit.hintMultiline') : undefined))
        : undefined,
    inputWrapperOrder: ['input', 'error', 'description'] as ('input' | 'error' | 'description')[],
  };
  const change = (next: string) => {
    setTyped(next);
    setProblem(null);
  };
  return multiline === true ? (
    <Textarea
      {...shared}
      autosize
      minRows={2}
      maxRows={10}
      onChange={(event) => change(event.currentTarget.value)}
    />
  ) : (
    <TextInput
      {...shared}
      rightSection={unit === undefined ? undefined : <span className={classes.unit}>{unit}</span>}
      rightSectionWidth={unit === undefined ? undefined : 56}
      onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => change(event.currentTarget.value)}
    />
  );
}
