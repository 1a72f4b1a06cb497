import { Button, Progress } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ApiOutputs } from '../../../shared/contract/index.ts';
import { api } from '../../app/api.ts';
import { notifyError } from '../../app/errors.ts';
import { FullPage } from '../../app/full-page.tsx';
import classes from './setup.module.css';

export const lookEveryMs = 400;

export const inMegabytes = (bytes: number): number => Math.ceil(bytes / 2 ** 20);

type JoinProgressProps = { readonly join: ApiOutputs['setup']['status']['join'] };

/** How far joining is, and the way out of it. */
export function JoinProgressCard({ join }: JoinProgressProps) {
  const { t } = useTranslation();
  const cancel = useMutation(api.setup.cancelJoin.mutationOptions({ onError: notifyError }));
  const receiving = join?.phase === 'receiving' && join.total > 0;
  const share = receiving ? (100 * join.received) / join.total : 0;
  return (
    <section className={classes.form}>
      <h1>{t('setup.choice.join')}</h1>
      <p role="status" style={{ margin: 0 }}>
        {receiving
          ? t(join.unit === 'bytes' ? 'setup.join.receivingCopy' : 'setup.join.receiving', {
              received: join.unit === 'bytes' ? inMegabytes(join.received) : join.received,
              total: join.unit === 'bytes' ? inMegabytes(join.total) : join.total,
            })
          : t('setup.join.connecting')}
      </p>
      <Progress value={receiving ? share : 100} animated={!receiving} aria-label={t('setup.choice.join')} />
      <p className={classes.hint}>{t('setup.join.receivingText')}</p>
      <div className={classes.buttons}>
        <Button variant="default" loading={cancel.isPending} onClick={() => cancel.mutate({})}>
          {t('setup.join.cancel')}
        </Button>
      </div>
    </section>
  );
}

/** The same as a page of its own, for a window that was opened again while joining goes on. */
export function JoinProgress({ join }: JoinProgressProps) {
  useQuery(api.setup.status.queryOptions({ refetchInterval: lookEveryMs }));
  return (
    <FullPage>
      <JoinProgressCard join={join} />
    </FullPage>
  );
}
