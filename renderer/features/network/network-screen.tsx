import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../app/api.ts';
import { useSyncStatus } from '../../app/status-chips.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { ListSkeleton } from '../../ui/list-skeleton.tsx';
import { SectionTitle } from '../../ui/section-title.tsx';
import { AddAddress } from './add-address.tsx';
import { CarryChanges } from './carry-changes.tsx';
import { CopiesAgree } from './copies-agree.tsx';
import { DeviceTable } from './device-table.tsx';
import { JoinSecretCard } from './join-secret-card.tsx';
import classes from './network.module.css';
import { NetworkFacts } from './network-facts.tsx';
import { NetworkPicture } from './network-picture.tsx';
import { TakeHub } from './take-hub.tsx';

/** Changes are told at once; round trips and last-seen times are looked up in between. */
const lookEveryMs = 3000;

export default function NetworkScreen() {
  const { t } = useTranslation();
  const status = useSyncStatus();
  const peers = useQuery(api.sync.peers.queryOptions({ refetchInterval: lookEveryMs }));
  const isAlone = peers.data?.every(({ self }) => self) ?? false;
  return (
    <div className={classes.screen}>
      <div className={classes.main}>
        <h1 className={classes.title}>{t('network.title')}</h1>
        {status.data ? <NetworkFacts status={status.data} /> : null}
        <SectionTitle order={2}>{t('network.devices')}</SectionTitle>
        {peers.isError ? <ErrorNotice error={peers.error} retry={() => void peers.refetch()} /> : null}
        {peers.isPending ? <ListSkeleton rows={4} rowHeight={42} /> : null}
        {peers.data ? <DeviceTable peers={peers.data} /> : null}
        {isAlone ? <EmptyState title={t('network.aloneTitle')} text={t('network.aloneText')} /> : null}
        <CopiesAgree />
        <CarryChanges peers={peers.data ?? []} />
      </div>
      <aside className={classes.side}>
        {peers.data && !isAlone ? <NetworkPicture peers={peers.data} /> : null}
        <JoinSecretCard />
        {status.data?.hubSeen === false ? <TakeHub /> : null}
        <AddAddress />
        <section className={classes.card}>
          <h2>{t('network.isolationTitle')}</h2>
          <p>{t('network.isolationText')}</p>
        </section>
      </aside>
    </div>
  );
}
