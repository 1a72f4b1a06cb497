// What stands in the window of a member whose database was lost, until a colleague's PC has given it everything.
import { Progress } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../app/api.ts';
import { FullPage } from '../../app/full-page.tsx';
import { host } from '../../app/host.ts';
import { Ltr } from '../../ui/ltr.tsx';
import { inMegabytes, lookEveryMs } from './join-progress.tsx';
import classes from './setup.module.css';

export function Rejoining() {
  const { t } = useTranslation();
  useQuery(api.setup.status.queryOptions({ refetchInterval: lookEveryMs }));
  const { data: notices = [] } = useQuery(api.notices.list.queryOptions({ refetchInterval: lookEveryMs }));
  const copy = notices
    .map(({ notice }) => notice)
    .find((notice) => notice.kind === 'checkpoint-receiving' && notice.total > 0);
  const arriving = copy?.kind === 'checkpoint-receiving' ? copy : null;
  return (
    <FullPage>
      <section className={classes.form}>
        <h1>{t('setup.rejoin.title')}</h1>
        <p style={{ margin: 0 }}>{t('setup.rejoin.safe')}</p>
        <p role="status" style={{ margin: 0 }}>
          {arriving
            ? t('setup.join.receivingCopy', {
                received: inMegabytes(arriving.received),
                total: inMegabytes(arriving.total),
              })
            : t('setup.rejoin.waiting')}
        </p>
        <Progress
          value={arriving ? (100 * arriving.received) / arriving.total : 100}
          animated={!arriving}
          aria-label={t('setup.rejoin.title')}
        />
        <p className={classes.hint}>{t('setup.rejoin.todo')}</p>
        {host.info.dataDir === '' ? null : (
          <p className={classes.hint} style={{ overflowWrap: 'anywhere' }}>
            {t('shell.failure.folder')}: <Ltr>{host.info.dataDir}</Ltr>
          </p>
        )}
      </section>
    </FullPage>
  );
}
