// Carrying changes between islands by USB stick: out into a file, in from a file, and what came of it.
import { Button, NativeSelect } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type DragEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { changesExtension } from '../../../shared/contract/window-host.ts';
import { useActions } from '../../app/actions.ts';
import { api, queryClient } from '../../app/api.ts';
import { notifyError } from '../../app/errors.ts';
import { useFormat } from '../../app/format.ts';
import { host } from '../../app/host.ts';
import { useRight } from '../../app/use-right.ts';
import { isolated } from '../../ui/isolated.ts';
import { SectionTitle } from '../../ui/section-title.tsx';
import classes from './carry-changes.module.css';
import { CarryJob } from './carry-job.tsx';
import { type CarryScope, carryScopes, scopeInput } from './carry-scope.ts';
import type { Peer } from './device-table.tsx';

const pollMs = 200;

/** The newest export or import of this PC, asked five times a second while it runs. */
function useNewestJob() {
  const { data } = useQuery(
    api.exchange.progress.queryOptions({
      refetchInterval: ({ state }) => (state.data?.some((job) => job.state === 'running') ? pollMs : false),
    }),
  );
  return data?.find(({ kind }) => kind !== 'inspect');
}

export function CarryChanges({ peers }: { readonly peers: readonly Peer[] }) {
  const { t } = useTranslation();
  const mayCarry = useRight('changes.carry');
  return (
    <section className={classes.section}>
      <SectionTitle order={2}>{t('exchange.title')}</SectionTitle>
      <p className={classes.text}>{t(mayCarry ? 'exchange.text' : 'exchange.noRight')}</p>
      {mayCarry ? <Carrying peers={peers} /> : null}
    </section>
  );
}

function Carrying({ peers }: { readonly peers: readonly Peer[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const job = useNewestJob();
  const [scope, setScope] = useState<CarryScope>('everything');
  const [isOver, setOver] = useState(false);
  const [hasNoPath, setNoPath] = useState(false);
  // On a small screen what came of it stands below the edge.
  const outcome = useRef<HTMLDivElement>(null);
  const [isFollowed, setFollowed] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the report grows with each of these
  useEffect(() => {
    if (isFollowed) outcome.current?.scrollIntoView({ block: 'nearest' });
  }, [isFollowed, job?.jobId, job?.state, job?.phase]);
  const options = {
    onMutate: () => setFollowed(true),
    onError: notifyError,
    onSettled: () => queryClient.invalidateQueries({ queryKey: api.exchange.progress.queryKey() }),
  };
  const exporting = useMutation(api.exchange.export.mutationOptions(options));
  const importing = useMutation(api.exchange.import.mutationOptions(options));
  const isBusy = job?.state === 'running' || exporting.isPending || importing.isPending;
  const own = peers.find(({ self }) => self);

  async function writeFile(): Promise<void> {
    const day = new Date().toISOString().slice(0, 10);
    const path = await host.chooseTarget(`paydar-${own?.code ?? ''}-${day}.${changesExtension}`);
    if (path !== null) exporting.mutate({ path, scope: scopeInput(scope, Date.now()) });
  }
  async function bringFile(): Promise<void> {
    setNoPath(false);
    const path = await host.chooseFile('changes');
    if (path !== null) importing.mutate({ path });
  }
  function onDrop(event: DragEvent): void {
    event.preventDefault();
    setOver(false);
    const [file] = event.dataTransfer.files;
    if (isBusy || file === undefined) return;
    const path = host.pathForFile(file);
    setNoPath(path === '');
    if (path !== '') importing.mutate({ path });
  }
  useActions([
    {
      id: 'exchange.export',
      labelKey: 'exchange.shortcuts.export',
      group: 'general',
      enabled: !isBusy,
      run: () => void writeFile(),
    },
    {
      id: 'exchange.import',
      labelKey: 'exchange.shortcuts.import',
      group: 'general',
      enabled: !isBusy,
      run: () => void bringFile(),
    },
  ]);
  const choices = [
    ...carryScopes.map((one) => ({ value: one, label: t(`exchange.scopes.${one}`) })),
    ...peers
      .filter(({ self }) => !self)
      .map(({ deviceId, name, code }) => ({
        value: `peer:${deviceId}`,
        label: t('exchange.scopes.peer', { name: isolated(name || format.digits(code ?? '')) }),
      })),
  ];
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a file can be dropped here; the button does the same
    <div
      className={classes.box}
      data-over={(isOver && !isBusy) || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        event.dataTransfer.dropEffect = isBusy ? 'none' : 'copy';
        setOver(true);
      }}
      onDragLeave={(event) => {
        if (event.currentTarget === event.target) setOver(false);
      }}
      onDrop={onDrop}
    >
      <div className={classes.controls}>
        <NativeSelect
          label={t('exchange.scope')}
          data={choices}
          value={scope}
          onChange={(event) => setScope(event.currentTarget.value)}
        />
        <Button variant="default" disabled={isBusy} onClick={() => void writeFile()}>
          {t('exchange.export')}
        </Button>
        <Button disabled={isBusy} onClick={() => void bringFile()}>
          {t('exchange.import')}
        </Button>
        <span className={classes.text}>{t(isOver && !isBusy ? 'exchange.dropNow' : 'exchange.drop')}</span>
      </div>
      {hasNoPath ? (
        <p className={classes.problem} role="alert">
          {t('exchange.noPath')}
        </p>
      ) : null}
      <div ref={outcome} className={classes.outcome}>
        {job === undefined ? null : <CarryJob job={job} />}
      </div>
    </div>
  );
}
