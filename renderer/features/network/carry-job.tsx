import { Button, Progress } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ApiOutputs } from '../../../shared/contract/index.ts';
import { api } from '../../app/api.ts';
import { describeFailure, notifyError } from '../../app/errors.ts';
import { useFormat } from '../../app/format.ts';
import { isolated, isolatedLtr } from '../../ui/isolated.ts';
import classes from './carry-changes.module.css';

type Job = ApiOutputs['exchange']['progress'][number];
type DeviceChanges = NonNullable<Job['contents']>['from'];

/** An export or import: how far it is, and what came of it, in words. */
export function CarryJob({ job }: { readonly job: Job }) {
  const { t } = useTranslation();
  if (job.state === 'running') return <Running job={job} />;
  if (job.state === 'failed') {
    return (
      <p className={classes.problem} role="alert">
        {describeFailure(job.error?.code ?? 'internal', job.error?.data, t)}
      </p>
    );
  }
  if (job.state === 'cancelled') {
    const hasApplied = job.kind === 'import' && job.phase === 'applying';
    return (
      <p className={classes.text} role="status">
        {t(hasApplied ? 'exchange.importCancelled' : 'exchange.cancelled')}
      </p>
    );
  }
  return job.kind === 'export' ? <Exported job={job} /> : <Imported job={job} />;
}

function Running({ job }: { readonly job: Job }) {
  const { t } = useTranslation();
  const format = useFormat();
  const cancel = useMutation(api.exchange.cancel.mutationOptions({ onError: notifyError }));
  const title = t(`exchange.${job.phase}`);
  const isCounted = job.phase !== 'checking' && job.total > 0;
  return (
    <div className={classes.running}>
      <span className={classes.strong}>{title}</span>
      <Progress
        value={isCounted ? (job.done / job.total) * 100 : 100}
        animated={!isCounted}
        aria-label={title}
        transitionDuration={180}
      />
      <div className={classes.controls}>
        <span className={classes.text}>
          {isCounted
            ? t('exchange.steps', { done: format.number(job.done), total: format.number(job.total) })
            : t('exchange.soFar', { count: job.done })}
        </span>
        <Button
          variant="default"
          size="compact-sm"
          loading={cancel.isPending}
          onClick={() => cancel.mutate({ jobId: job.jobId })}
        >
          {t('exchange.cancel')}
        </Button>
      </div>
    </div>
  );
}

function Exported({ job }: { readonly job: Job }) {
  const { t } = useTranslation();
  return (
    <div className={classes.report} role="status">
      <span className={classes.strong}>{t('exchange.exported', { path: isolatedLtr(job.path) })}</span>
      <span>
        {job.done === 0 ? t('exchange.exportedNone') : t('exchange.exportedCount', { count: job.done })}
      </span>
    </div>
  );
}

function Imported({ job }: { readonly job: Job }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { contents, report } = job;
  if (contents === null || report === null) return null;
  const nameOf = ({ name, code }: DeviceChanges): string =>
    isolated(name || (code === null ? t('exchange.unknownDevice') : format.digits(code)));
  const namesOf = (devices: readonly DeviceChanges[]): string =>
    devices
      .map((one) => t('exchange.deviceChanges', { name: nameOf(one), count: one.operations }))
      .join(t('common.listSeparator'));
  const { conflicts } = report;
  return (
    <div className={classes.report} role="status">
      <span className={classes.strong}>{t('exchange.imported')}</span>
      <span>
        {t('exchange.from', { name: nameOf(contents.from), when: format.dateTime(contents.madeAt) })}
      </span>
      <ul className={classes.figures}>
        <li>{t('exchange.fresh', { count: report.fresh })}</li>
        <li>{t('exchange.present', { count: report.present })}</li>
        <li>{conflicts === 0 ? t('exchange.noConflicts') : t('exchange.conflicts', { count: conflicts })}</li>
      </ul>
      {contents.oldestAt === null || contents.newestAt === null ? null : (
        <span className={classes.text}>
          {t('exchange.span', {
            from: format.dateTime(contents.oldestAt),
            to: format.dateTime(contents.newestAt),
          })}
        </span>
      )}
      {contents.devices.length === 0 ? null : (
        <span className={classes.text}>{t('exchange.devices', { names: namesOf(contents.devices) })}</span>
      )}
      {contents.missing.length === 0 ? null : (
        <span className={classes.problem}>{t('exchange.missing', { names: namesOf(contents.missing) })}</span>
      )}
    </div>
  );
}
