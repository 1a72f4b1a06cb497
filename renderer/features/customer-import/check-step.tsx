import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useActions } from '../../app/actions.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import { ListSkeleton } from '../../ui/list-skeleton.tsx';
import classes from './import.module.css';
import { ImportOutcome } from './import-outcome.tsx';
import { ImportProgress } from './import-progress.tsx';
import { goToStep, type ImportReport, type Inspection } from './import-state.ts';
import { IssueList } from './issue-list.tsx';
import { ReportFigures } from './report-figures.tsx';
import { SaveRejects } from './save-rejects.tsx';
import { type ImportSteps, useImportReport, useImportSteps } from './use-import.ts';

/** The dry run: how far it is, then what an import would do. Nothing is written here. */
export function CheckStep({ inspection }: { readonly inspection: Inspection }) {
  const report = useImportReport(inspection.importId, 'check');
  const steps = useImportSteps(inspection.importId);
  if (report.data === undefined) {
    return report.error ? <ErrorNotice error={report.error} /> : <ListSkeleton rows={5} />;
  }
  const { state } = report.data;
  if (state === 'planning' || state === 'inspected') {
    return <ImportProgress report={report.data} isWriting={false} steps={steps} />;
  }
  if (state === 'cancelled' || state === 'failed') {
    return <ImportOutcome report={report.data} onAgain={() => goToStep('columns')} />;
  }
  return <Plan inspection={inspection} report={report.data} steps={steps} />;
}

type PlanProps = {
  readonly inspection: Inspection;
  readonly report: ImportReport;
  readonly steps: ImportSteps;
};

function Plan({ inspection, report, steps }: PlanProps) {
  const { t } = useTranslation();
  const changing = report.created + report.merged;
  const canRun = changing > 0 && report.state === 'planned' && !steps.isStarting;
  const run = () => {
    if (canRun) steps.run();
  };
  useActions([
    {
      id: 'import.run',
      labelKey: 'import.shortcuts.run',
      keys: 'mod+Enter',
      group: 'import',
      enabled: canRun,
      run,
    },
  ]);
  return (
    <div className={classes.wide}>
      <div className={classes.fileLine}>
        <h2 className={classes.stepTitle}>{t('import.report.title')}</h2>
        <bdi className={classes.fileName}>{inspection.fileName}</bdi>
        <span className={classes.muted}>{t('import.report.rows', { count: report.rowsTotal })}</span>
      </div>
      <ReportFigures report={report} />
      <IssueList report={report} />
      <div className={classes.foot}>
        <div className={classes.footText}>
          {changing > 0 ? null : (
            <p className={classes.caution}>
              {t(report.unchanged > 0 ? 'import.report.nothing' : 'import.report.nothingUsable')}
            </p>
          )}
        </div>
        {report.rejected > 0 && changing === 0 ? <SaveRejects importId={report.importId} /> : null}
        <Button variant="default" onClick={() => goToStep('columns')}>
          {t('import.report.backToColumns')}
        </Button>
        <Button
          onClick={run}
          disabled={!canRun}
          loading={steps.isStarting}
          rightSection={<Kbd keys="mod+Enter" />}
          aria-keyshortcuts="Control+Enter"
        >
          {t('import.report.run', { count: changing })}
        </Button>
      </div>
    </div>
  );
}
