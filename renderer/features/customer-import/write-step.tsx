import { Button, Group } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../app/format.ts';
import { go } from '../../app/navigation.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { ListSkeleton } from '../../ui/list-skeleton.tsx';
import classes from './import.module.css';
import { ImportOutcome } from './import-outcome.tsx';
import { ImportProgress } from './import-progress.tsx';
import { goToStep, type ImportReport, type Inspection, startOver } from './import-state.ts';
import { IssueList } from './issue-list.tsx';
import { ReportFigures } from './report-figures.tsx';
import { SaveRejects } from './save-rejects.tsx';
import { useImportReport, useImportSteps } from './use-import.ts';

/** The import itself, all or nothing, and what became of it. */
export function WriteStep({ inspection }: { readonly inspection: Inspection }) {
  const report = useImportReport(inspection.importId, 'write');
  const steps = useImportSteps(inspection.importId);
  if (report.data === undefined) {
    return report.error ? <ErrorNotice error={report.error} /> : <ListSkeleton rows={5} />;
  }
  const { state } = report.data;
  if (state === 'cancelled' || state === 'failed') {
    return <ImportOutcome report={report.data} onAgain={() => goToStep('columns')} />;
  }
  if (state !== 'done') return <ImportProgress report={report.data} isWriting steps={steps} />;
  return <Done inspection={inspection} report={report.data} />;
}

type DoneProps = { readonly inspection: Inspection; readonly report: ImportReport };

function Done({ inspection, report }: DoneProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const seconds = format.number(Math.round(report.elapsedMs / 100) / 10);
  return (
    <div className={classes.wide}>
      <div className={classes.fileLine} role="status">
        <IconCircleCheck size={22} className={classes.doneIcon} />
        <h2 className={classes.stepTitle}>{t('import.done.title')}</h2>
        <bdi className={classes.fileName}>{inspection.fileName}</bdi>
        <span className={classes.muted}>{t('import.done.lead', { seconds })}</span>
      </div>
      <ReportFigures report={report} />
      {report.rejected > 0 ? (
        <div className={classes.rejects}>
          <div>
            <p className={classes.rejectsTitle}>{t('import.done.rejects', { count: report.rejected })}</p>
            <p className={classes.muted}>{t('import.done.rejectsHow')}</p>
          </div>
          <SaveRejects importId={report.importId} />
        </div>
      ) : (
        <p className={classes.muted}>{t('import.done.allIn')}</p>
      )}
      {report.issues.length > 0 ? <IssueList report={report} /> : null}
      <div className={classes.foot}>
        <p className={`${classes.muted} ${classes.footText}`}>{t('import.done.shared')}</p>
        <Group gap="sm">
          <Button variant="default" onClick={startOver}>
            {t('import.done.another')}
          </Button>
          <Button onClick={() => go({ screen: 'customers' })}>{t('import.done.seeCustomers')}</Button>
        </Group>
      </div>
    </div>
  );
}
