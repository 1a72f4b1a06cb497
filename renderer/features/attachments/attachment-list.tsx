// The files of a customer or of one ticket: which are here, which are elsewhere and where, adding and saving.
import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type DragEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CustomerId, TicketId } from '../../../shared/lib/ids.ts';
import { useActions } from '../../app/actions.ts';
import { api, queryClient } from '../../app/api.ts';
import { notifyError } from '../../app/errors.ts';
import { host } from '../../app/host.ts';
import { useRight } from '../../app/use-right.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { ListSkeleton } from '../../ui/list-skeleton.tsx';
import { SectionTitle } from '../../ui/section-title.tsx';
import { AttachmentRow } from './attachment-row.tsx';
import classes from './attachments.module.css';

type AttachmentListProps =
  | { readonly customerId: CustomerId; readonly ticketId?: undefined }
  | { readonly ticketId: TicketId; readonly customerId?: undefined };

const pollMs = 500;

export function AttachmentList({ customerId, ticketId }: AttachmentListProps) {
  const { t } = useTranslation();
  const mayUse = useRight('attachment.use');
  const addButton = useRef<HTMLButtonElement>(null);
  const [isOver, setOver] = useState(false);
  const [hasNoPath, setNoPath] = useState(false);
  const target = ticketId === undefined ? { customerId } : { ticketId };
  const { data, error, isPending, refetch } = useQuery(
    api.attachment.list.queryOptions({
      input: target,
      refetchInterval: ({ state }) => (state.data?.some((one) => one.state === 'fetching') ? pollMs : false),
    }),
  );
  const add = useMutation(
    api.attachment.add.mutationOptions({
      onError: notifyError,
      onSettled: () => queryClient.invalidateQueries({ queryKey: api.attachment.list.key() }),
    }),
  );
  const attach = (path: string): void => add.mutate({ path, ...target });

  async function choose(): Promise<void> {
    setNoPath(false);
    const path = await host.chooseFile('any');
    if (path !== null) attach(path);
  }
  function onDrop(event: DragEvent): void {
    event.preventDefault();
    setOver(false);
    const [file] = event.dataTransfer.files;
    if (!mayUse || file === undefined) return;
    const path = host.pathForFile(file);
    setNoPath(path === '');
    if (path !== '') attach(path);
  }
  useActions([
    {
      id: 'attachment.add',
      labelKey: 'attachments.add',
      keys: 'shift+a',
      group: 'customer',
      enabled: mayUse && !add.isPending,
      run: () => void choose(),
    },
  ]);
  const button = mayUse ? (
    <Button
      ref={addButton}
      className={classes.add}
      variant="subtle"
      size="compact-xs"
      aria-keyshortcuts="Shift+A"
      loading={add.isPending}
      onClick={() => void choose()}
    >
      {t('attachments.add')}
    </Button>
  ) : undefined;
  return (
    <section
      className={classes.section}
      data-over={(isOver && mayUse) || undefined}
      aria-label={t('attachments.title')}
      onDragOver={(event) => {
        event.preventDefault();
        event.dataTransfer.dropEffect = mayUse ? 'copy' : 'none';
        setOver(true);
      }}
      onDragLeave={(event) => {
        if (event.currentTarget === event.target) setOver(false);
      }}
      onDrop={onDrop}
    >
      <SectionTitle order={2} aside={button}>
        {t('attachments.title')}
      </SectionTitle>
      {error ? <ErrorNotice error={error} retry={() => void refetch()} /> : null}
      {isPending ? <ListSkeleton rows={1} rowHeight={36} /> : null}
      {hasNoPath ? (
        <p className={classes.problem} role="alert">
          {t('attachments.noPath')}
        </p>
      ) : null}
      {isOver && mayUse ? <p className={classes.muted}>{t('attachments.dropNow')}</p> : null}
      {data?.length === 0 && !isOver ? <p className={classes.muted}>{t('attachments.none')}</p> : null}
      {data === undefined || data.length === 0 ? null : (
        <ul className={classes.list}>
          {data.map((one) => (
            <AttachmentRow
              key={one.id}
              attachment={one}
              mayUse={mayUse}
              onRemoved={() => addButton.current?.focus()}
            />
          ))}
        </ul>
      )}
    </section>
  );
}
