import { Button, Modal } from '@mantine/core';
import type { KeyboardEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import classes from './dialogs.module.css';

type StepModalProps = {
  readonly title: string;
  readonly submitLabel: string;
  readonly canSubmit: boolean;
  readonly isSaving: boolean;
  readonly error: unknown;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** Several lines of text: Enter makes a new line, Ctrl+Enter saves. */
  readonly multiline?: boolean;
  readonly hint?: string | undefined;
  /** There is nothing to fill in: Enter does at once what the button says. */
  readonly startsAtSubmit?: boolean;
};

/** A question with one answer: fields, what is missing, and one button. Escape leaves everything as it was. */
export function StepModal(props: StepModalProps) {
  const {
    title,
    submitLabel,
    canSubmit,
    isSaving,
    error,
    onSubmit,
    onClose,
    children,
    multiline,
    hint,
    startsAtSubmit,
  } = props;
  const { t } = useTranslation();

  function submit(): void {
    if (canSubmit && !isSaving) onSubmit();
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
    const inTextarea = event.target instanceof HTMLTextAreaElement;
    const inButton = event.target instanceof HTMLButtonElement;
    if (event.ctrlKey || event.metaKey || !(inTextarea || inButton)) {
      event.preventDefault();
      submit();
    }
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title={<strong>{title}</strong>}
      size={multiline ? 520 : 440}
      closeOnClickOutside={!isSaving}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys belong to every field of the form */}
      <div className={classes.form} onKeyDown={onKeyDown}>
        {children}
        {error ? <ErrorNotice error={error} /> : null}
        <div className={classes.foot}>
          <span className={classes.hint}>{hint}</span>
          <Button variant="default" onClick={onClose} disabled={isSaving}>
            {t('common.cancel')}
          </Button>
          <Button
            data-autofocus={startsAtSubmit || undefined}
            onClick={submit}
            disabled={!canSubmit}
            loading={isSaving}
            rightSection={<Kbd keys={multiline ? 'mod+Enter' : 'Enter'} />}
          >
            {submitLabel}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
