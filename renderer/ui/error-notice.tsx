import { Button } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { describeError } from '../app/errors.ts';
import classes from './ui.module.css';

type ErrorNoticeProps = {
  readonly error: unknown;
  /** Offered as a button when trying again can help. */
  readonly retry?: (() => void) | undefined;
};

/** A failure where it happened: what happened, what is safe, what to do. */
export function ErrorNotice({ error, retry }: ErrorNoticeProps) {
  const { t } = useTranslation();
  return (
    <div role="alert" className={classes.error}>
      <IconAlertCircle size={18} color="var(--pd-red)" style={{ flex: 'none', marginBlockStart: 1 }} />
      <p className={classes.errorText}>{describeError(error, t)}</p>
      {retry ? (
        <Button size="compact-sm" variant="default" onClick={retry}>
          {t('common.tryAgain')}
        </Button>
      ) : null}
    </div>
  );
}
