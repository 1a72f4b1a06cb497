import { Button, Progress } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useActions } from '../../app/actions.ts';
import { useFormat } from '../../app/format.ts';
import { Kbd } from '../../ui/kbd.tsx';
import classes from './import.module.css';
import type { ImportReport } from './import-state.ts';
import type { ImportSteps } from './use-import.ts';

type ImportProgressProps = {
  readonly report: ImportReport;
  readonly isWriting: boolean;
  readonly steps: ImportSteps;
};

/** How far it is, what is safe meanwhile, and the way out. */
export function ImportProgress({ report, isWriting, steps }: ImportProgressProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const title = t(isWriting ? 'import.progress.writing' : 'import.progress.planning');
  useActions([
    {
      id: 'import.cancel',
      labelKey: 'import.shortcuts.cancel',
      keys: 'Escape',
      group: 'import',
      enabled: !steps.isCancelling,
      run: steps.cancel,
    },
  ]);
  return (
    <div className={classes.narrow}>
      <div className={classes.progress}>
        <div className={classes.progressHead}>
          <h2 className={classes.stepTitle}>{title}</h2>
          <bdi className={classes.percent}>{format.percent(report.progress)}</bdi>
        </div>
        <Progress value={report.progress * 100} aria-label={title} size="lg" transitionDuration={180} />
        <p className={classes.muted}>
          {t('import.progress.rows', {
            done: format.number(report.rowsDone),
            total: format.number(report.rowsTotal),
          })}
        </p>
        <p className={classes.muted}>
          {t(isWriting ? 'import.progress.writeSafe' : 'import.progress.planSafe')}
        </p>
        <Button
          variant="default"
          onClick={steps.cancel}
          loading={steps.isCancelling}
          rightSection={<Kbd keys="Escape" />}
          aria-keyshortcuts="Escape"
        >
          {t(steps.isCancelling ? 'import.progress.cancelling' : 'import.progress.cancel')}
        </Button>
      </div>
    </div>
  );
}
