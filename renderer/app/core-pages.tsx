// What stands in the window while there is no core to talk to.
import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { CoreFailure } from '../../shared/contract/window-host.ts';
import { Ltr } from '../ui/ltr.tsx';
import classes from './full-page.module.css';
import { FullPage } from './full-page.tsx';
import { host } from './host.ts';

const failureTypes = [
  'database-newer',
  'database-foreign',
  'database-corrupt',
  'data-folder-in-use',
  'disk-full',
  'port-taken',
  'data-folder-unusable',
  'core-crashed',
  'unknown',
] as const;

/** Where the person has something to do with the folder or its files. */
const aboutFolder: readonly string[] = ['database-foreign', 'database-corrupt', 'data-folder-unusable'];

/** An unreadable database and an unusable folder are mended in the same way: by its rights. */
const sameAs: Readonly<Record<string, string>> = { 'database-unreadable': 'data-folder-unusable' };

const knownFailure = (type: string) =>
  failureTypes.find((known) => known === (sameAs[type] ?? type)) ?? 'unknown';

export function StartingPage() {
  const { t } = useTranslation();
  return (
    <FullPage>
      <p className={classes.starting} role="status">
        {t('shell.starting')}
      </p>
    </FullPage>
  );
}

export function FailurePage({ failure }: { readonly failure: CoreFailure }) {
  const { t } = useTranslation();
  const type = knownFailure(failure.type);
  const detail = [failure.type === type ? undefined : failure.type, failure.detail]
    .filter(Boolean)
    .join(': ');
  return (
    <FullPage>
      <section className={classes.failure} role="alert">
        <IconAlertTriangle size={28} color="var(--pd-amber)" aria-hidden="true" />
        <h1>{t(`shell.failure.${type}.title`)}</h1>
        <dl>
          <dt>{t('shell.failure.safe')}</dt>
          <dd>{t(`shell.failure.${type}.safe`)}</dd>
          <dt>{t('shell.failure.todo')}</dt>
          <dd>{t(`shell.failure.${type}.todo`)}</dd>
          {aboutFolder.includes(type) && host.info.dataDir !== '' ? (
            <>
              <dt>{t('shell.failure.folder')}</dt>
              <dd className={classes.folder}>
                <Ltr>{host.info.dataDir}</Ltr>
              </dd>
            </>
          ) : null}
        </dl>
        <Button onClick={() => host.restartCore()}>{t('shell.failure.retry')}</Button>
        {detail ? (
          <details className={classes.detail}>
            <summary>{t('shell.failure.detail')}</summary>
            <code dir="ltr">
              <Ltr>{detail}</Ltr>
            </code>
          </details>
        ) : null}
      </section>
    </FullPage>
  );
}
