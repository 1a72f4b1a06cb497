import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { client } from '../../app/api.ts';
import { notifyError } from '../../app/errors.ts';
import { useFormat } from '../../app/format.ts';
import { host } from '../../app/host.ts';

/** Writes the rejected rows with their reasons where the person wants them. */
export function SaveRejects({ importId }: { readonly importId: string }) {
  const { t } = useTranslation();
  const { language } = useFormat();
  const save = useMutation({
    mutationFn: async () => {
      const { fileName, text } = await client.customerImport.rejects({ importId, language });
      return host.saveText(fileName, text);
    },
    onError: notifyError,
    onSuccess: (path) => {
      if (path === null) return;
      notifications.show({
        message: t('import.done.saved', { path: `\u2066${path}\u2069` }),
        color: 'green',
        autoClose: 8000,
      });
    },
  });
  return (
    <Button
      variant="default"
      leftSection={<IconDownload size={16} />}
      loading={save.isPending}
      onClick={() => save.mutate()}
    >
      {t('import.done.saveRejects')}
    </Button>
  );
}
