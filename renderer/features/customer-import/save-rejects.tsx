import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { client } from '../../app/api.ts';
import { notifyError } from '../../app/errors.ts';
import { useFormat } from '../../app/format.ts';
import { host } from '../../app/host.ts';
import { isolatedLtr } from '../../ui/isolated.ts';
import classes from './import.module.css';

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
  });
  return (
    <div className={classes.saveRejects}>
      <Button
        variant="default"
        leftSection={<IconDownload size={16} />}
        loading={save.isPending}
        onClick={() => save.mutate()}
      >
        {t('import.done.saveRejects')}
      </Button>
      <span role="status" className={classes.saved}>
        {typeof save.data === 'string' ? t('import.done.saved', { path: isolatedLtr(save.data) }) : null}
      </span>
    </div>
  );
}
