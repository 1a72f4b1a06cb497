import { ActionIcon, Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconX } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ApiOutputs } from '../../../shared/contract/index.ts';
import { api, client, queryClient } from '../../app/api.ts';
import { notifyError } from '../../app/errors.ts';
import { useFormat } from '../../app/format.ts';
import { host } from '../../app/host.ts';
import { isolated, isolatedLtr } from '../../ui/isolated.ts';
import { showUndo } from '../../ui/show-undo.tsx';
import classes from './attachments.module.css';

type Attachment = ApiOutputs['attachment']['list'][number];
type AttachmentRowProps = {
  readonly attachment: Attachment;
  readonly mayUse: boolean;
  /** Told when the row is about to go, so that the keyboard's place does not go with it. */
  readonly onRemoved: () => void;
};

const mebibyte = 1024 * 1024;

/** Where the body is, in words. */
function useWhere({ state, progress, holders }: Attachment): string {
  const { t } = useTranslation();
  const format = useFormat();
  if (state === 'here') return t('attachments.here');
  if (state === 'fetching') return t('attachments.fetching', { percent: format.percent(progress) });
  const names = holders.map(({ name, code }) => isolated(name || format.digits(code ?? '')));
  return names.length === 0
    ? t('attachments.nowhere')
    : t('attachments.elsewhere', { names: names.join(t('common.listSeparator')) });
}

export function AttachmentRow({ attachment, mayUse, onRemoved }: AttachmentRowProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const where = useWhere(attachment);
  const { id: attachmentId, fileName, sizeBytes, state } = attachment;
  const name = isolated(fileName);
  const options = {
    onError: notifyError,
    onSettled: () => queryClient.invalidateQueries({ queryKey: api.attachment.list.key() }),
  };
  const fetching = useMutation(api.attachment.fetch.mutationOptions(options));
  const restoring = useMutation(api.attachment.restore.mutationOptions(options));
  const removing = useMutation(
    api.attachment.remove.mutationOptions({
      ...options,
      onSuccess: () => {
        onRemoved();
        showUndo(t('attachments.removed', { name }), () => restoring.mutate({ attachmentId }));
      },
    }),
  );
  const saving = useMutation({
    mutationFn: async () => {
      const path = await host.chooseTarget(fileName);
      if (path === null) return;
      await client.attachment.save({ attachmentId, path });
      notifications.show({ message: t('attachments.saved', { path: isolatedLtr(path) }) });
    },
    onError: notifyError,
  });
  const size =
    sizeBytes < mebibyte
      ? t('attachments.kilobytes', { value: format.number(Math.ceil(sizeBytes / 1024)) })
      : t('attachments.megabytes', { value: format.number(Math.round((sizeBytes / mebibyte) * 10) / 10) });
  return (
    <li className={classes.row}>
      <bdi className={classes.name} title={fileName}>
        {fileName}
      </bdi>
      <div className={classes.line}>
        <span className={classes.muted}>
          {size} · {where}
        </span>
        {mayUse && state === 'here' ? (
          <Button
            variant="default"
            size="compact-xs"
            loading={saving.isPending}
            aria-label={t('attachments.saveNamed', { name })}
            onClick={() => saving.mutate()}
          >
            {t('attachments.save')}
          </Button>
        ) : null}
        {mayUse && state === 'elsewhere' ? (
          <Button
            variant="default"
            size="compact-xs"
            loading={fetching.isPending}
            aria-label={t('attachments.fetchNamed', { name })}
            onClick={() => fetching.mutate({ attachmentId })}
          >
            {t('attachments.fetch')}
          </Button>
        ) : null}
        {mayUse ? (
          <ActionIcon
            variant="subtle"
            color="gray"
            size="sm"
            loading={removing.isPending}
            title={t('attachments.remove')}
            aria-label={t('attachments.removeNamed', { name })}
            onClick={() => removing.mutate({ attachmentId })}
          >
            <IconX size={14} aria-hidden="true" />
          </ActionIcon>
        ) : null}
      </div>
    </li>
  );
}
