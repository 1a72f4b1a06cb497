import { Button } from '@mantine/core';
import { IconFileSpreadsheet } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useActions } from '../../app/actions.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { isolated } from '../../ui/isolated.ts';
import { Kbd } from '../../ui/kbd.tsx';
import { fileNameOf } from './file-name.ts';
import classes from './import.module.css';
import type { FileNotice } from './import-state.ts';
import type { useInspect } from './use-import.ts';

type FileStepProps = {
  readonly inspecting: ReturnType<typeof useInspect>;
  readonly notice: FileNotice | null;
  readonly isOver: boolean;
  readonly onChoose: () => void;
};

export function FileStep({ inspecting, notice, isOver, onChoose }: FileStepProps) {
  const { t } = useTranslation();
  const { isReading, path, error } = inspecting;
  useActions([
    {
      id: 'import.choose',
      labelKey: 'import.shortcuts.choose',
      keys: 'o',
      group: 'import',
      enabled: !isReading,
      run: onChoose,
    },
  ]);
  return (
    <div className={classes.narrow}>
      {error && !isReading ? <ErrorNotice error={error} /> : null}
      {notice === null ? null : (
        <p className={classes.caution} role="alert">
          {t(`import.file.${notice}`)}
        </p>
      )}
      <div className={classes.drop} data-over={isOver || undefined}>
        <IconFileSpreadsheet size={40} stroke={1.2} />
        <p className={classes.dropTitle} aria-live="polite">
          {isReading && path !== undefined
            ? t('import.file.reading', { name: isolated(fileNameOf(path)) })
            : t(isOver ? 'import.file.dropNow' : 'import.file.drop')}
        </p>
        <p className={classes.muted}>{t('import.file.kinds')}</p>
        <Button
          onClick={onChoose}
          loading={isReading}
          rightSection={<Kbd keys="o" />}
          aria-keyshortcuts="o"
          data-autofocus
        >
          {t('import.file.choose')}
        </Button>
      </div>
      <ul className={classes.promises}>
        <li>{t('import.file.safe')}</li>
        <li>{t('import.file.once')}</li>
      </ul>
    </div>
  );
}
