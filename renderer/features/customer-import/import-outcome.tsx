import { Button, Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type AppErrorCode, appErrors } from '../../../shared/contract/errors.ts';
import classes from './import.module.css';
import { type ImportReport, startOver } from './import-state.ts';

type ImportOutcomeProps = { readonly report: ImportReport; readonly onAgain: () => void };

const isAppErrorCode = (code: string): code is AppErrorCode => Object.hasOwn(appErrors, code);

/** An import that ended without writing anything: cancelled, or failed with its reason. */
export function ImportOutcome({ report, onAgain }: ImportOutcomeProps) {
  const { t } = useTranslation();
  const outcome = report.state === 'cancelled' ? 'cancelled' : 'failed';
  const reason =
    report.error === null || outcome === 'cancelled'
      ? null
      : isAppErrorCode(report.error)
        ? t(`errors.${report.error}`)
        : t('errors.unexpected');
  return (
    <div className={classes.narrow} role="alert">
      <h2 className={classes.stepTitle}>{t(`import.${outcome}.title`)}</h2>
      {reason === null ? null : <p className={classes.caution}>{reason}</p>}
      <p className={classes.muted}>{t(`import.${outcome}.body`)}</p>
      <Group gap="sm">
        <Button onClick={onAgain}>{t(`import.${outcome}.again`)}</Button>
        <Button variant="default" onClick={startOver}>
          {t('import.file.another')}
        </Button>
      </Group>
    </div>
  );
}
