// Whether the copies of the data on the PCs are the same, and mending them when they are not.
import { Button, Progress } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ApiOutputs } from '../../../shared/contract/index.ts';
import { useActions } from '../../app/actions.ts';
import { api } from '../../app/api.ts';
import { notifyError } from '../../app/errors.ts';
import { useFormat } from '../../app/format.ts';
import { host } from '../../app/host.ts';
import { useNow } from '../../app/use-now.ts';
import { useRight } from '../../app/use-right.ts';
import { isolated } from '../../ui/isolated.ts';
import { SectionTitle } from '../../ui/section-title.tsx';
import classes from './carry-changes.module.css';
import facts from './network.module.css';

type Status = ApiOutputs['audit']['status'];
type Peer = Status['peers'][number];

const toneOf: Readonly<Record<Peer['state'], string>> = {
  agree: 'green',
  differ: 'red',
  'not-yet': 'neutral',
  'other-version': 'amber',
};

function usePeerText(): (peer: Peer) => string {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  return (peer) => {
    const name = isolated(peer.name ?? format.digits(peer.code ?? ''));
    if (peer.state === 'other-version') return t('audit.otherVersion', { name });
    if (peer.comparedAt === null) return t('audit.notYet', { name });
    const when = format.relative(peer.comparedAt, now);
    const rows = format.number(peer.differing.reduce((sum, entry) => sum + entry.rows, 0));
    return peer.state === 'differ'
      ? t('audit.differ', { name, rows, when })
      : t('audit.agree', { name, when });
  };
}

function Repairing({ repair }: { readonly repair: NonNullable<Status['repair']> }) {
  const { t } = useTranslation();
  const title = t(`audit.phase.${repair.phase}`);
  const isCounted = repair.phase === 'log' && repair.total > 0;
  return (
    <div className={classes.running} role="status">
      <span className={classes.strong}>{title}</span>
      <Progress
        value={isCounted ? (repair.done / repair.total) * 100 : 100}
        animated={!isCounted}
        aria-label={title}
        transitionDuration={180}
      />
    </div>
  );
}

export function CopiesAgree() {
  const { t } = useTranslation();
  const format = useFormat();
  const peerText = usePeerText();
  const logText = ({ operations, packed }: Status['log']): string =>
    t(packed === 0 ? 'audit.log' : 'audit.logPacked', {
      operations: format.number(operations),
      packed: format.number(packed),
    });
  const mayMend = useRight('changes.carry');
  const { data: status } = useQuery(api.audit.status.queryOptions());
  const repairing = useMutation(api.audit.repair.mutationOptions({ onError: notifyError }));
  const saving = useMutation(api.audit.report.mutationOptions({ onError: notifyError }));
  const peers = status?.peers ?? [];
  const differs = peers.some(({ state }) => state === 'differ');
  const isBusy = repairing.isPending || (status?.repair ?? null) !== null;

  async function saveReport(): Promise<void> {
    const path = await host.chooseTarget(`paydar-audit-${new Date().toISOString().slice(0, 10)}.json`);
    if (path !== null) saving.mutate({ path });
  }
  useActions([
    {
      id: 'audit.repair',
      labelKey: 'audit.repair',
      group: 'general',
      enabled: mayMend && differs && !isBusy,
      run: () => repairing.mutate({}),
    },
    {
      id: 'audit.save',
      labelKey: 'audit.save',
      group: 'general',
      enabled: mayMend && !saving.isPending,
      run: () => void saveReport(),
    },
  ]);
  return (
    <section className={classes.section}>
      <SectionTitle order={2}>{t('audit.title')}</SectionTitle>
      <p className={classes.text}>{t('audit.text')}</p>
      <div className={classes.box}>
        {peers.length === 0 ? <p className={classes.text}>{t('audit.none')}</p> : null}
        <ul className={facts.facts}>
          {peers.map((peer) => (
            <li key={peer.deviceId}>
              <span className={facts.mark} data-tone={toneOf[peer.state]} aria-hidden="true" />
              <div className={peer.state === 'differ' ? classes.problem : undefined}>
                {peerText(peer)}
                {peer.outcome === null ? null : (
                  <p className={classes.text}>{t(`audit.outcome.${peer.outcome}`)}</p>
                )}
              </div>
            </li>
          ))}
        </ul>
        {status ? <p className={classes.text}>{logText(status.log)}</p> : null}
        {status?.repair ? <Repairing repair={status.repair} /> : null}
        {mayMend ? (
          <div className={classes.controls}>
            {differs ? (
              <Button loading={isBusy} onClick={() => repairing.mutate({})}>
                {t('audit.repair')}
              </Button>
            ) : null}
            <Button variant="default" loading={saving.isPending} onClick={() => void saveReport()}>
              {t('audit.save')}
            </Button>
            {saving.isSuccess ? (
              <span className={classes.text} role="status">
                {t('audit.saved')}
              </span>
            ) : null}
          </div>
        ) : differs ? (
          <p className={classes.text}>{t('audit.noRight')}</p>
        ) : null}
      </div>
    </section>
  );
}
