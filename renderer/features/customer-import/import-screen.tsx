import { type DragEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { host } from '../../app/host.ts';
import { useRight } from '../../app/use-right.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { CheckStep } from './check-step.tsx';
import { ColumnsStep } from './columns-step.tsx';
import { FileStep } from './file-step.tsx';
import classes from './import.module.css';
import { type FileNotice, importSteps, startOver, useImportState } from './import-state.ts';
import { useInspect } from './use-import.ts';
import { WriteStep } from './write-step.tsx';

/** Brings customers in from a file: the file, its columns, a check that writes nothing, the import. */
export default function ImportScreen() {
  const { t } = useTranslation();
  const mayImport = useRight('customer.import');
  return mayImport ? (
    <ImportSteps />
  ) : (
    <EmptyState title={t('import.notAllowed.title')} text={t('import.notAllowed.body')} />
  );
}

function ImportSteps() {
  const { t } = useTranslation();
  const { step, inspection } = useImportState();
  const inspecting = useInspect();
  const [isOver, setOver] = useState(false);
  const [notice, setNotice] = useState<FileNotice | null>(null);
  // While a file is being checked or written, another one would only be confusing.
  const takesFiles = step === 'file' || step === 'columns';

  function onDrop(event: DragEvent): void {
    event.preventDefault();
    setOver(false);
    const [file, second] = event.dataTransfer.files;
    if (!takesFiles || file === undefined) return;
    const path = host.pathForFile(file);
    setNotice(path === '' ? 'noPath' : second === undefined ? null : 'onlyOne');
    if (path === '') return;
    startOver();
    inspecting.inspect(path);
  }
  async function choose(): Promise<void> {
    setNotice(null);
    const path = await host.chooseFile('table');
    if (path !== null) inspecting.inspect(path);
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a file can be dropped anywhere; the button does the same
    <div
      className={classes.screen}
      data-over={(isOver && takesFiles) || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        event.dataTransfer.dropEffect = takesFiles ? 'copy' : 'none';
        setOver(true);
      }}
      onDragLeave={(event) => {
        if (event.currentTarget === event.target) setOver(false);
      }}
      onDrop={onDrop}
    >
      <header className={classes.head}>
        <h1 className={classes.title}>{t('import.title')}</h1>
        <ol className={classes.steps} aria-label={t('import.steps.label')}>
          {importSteps.map((one) => (
            <li key={one} className={classes.step} aria-current={one === step ? 'step' : undefined}>
              {t(`import.steps.${one}`)}
            </li>
          ))}
        </ol>
      </header>
      <div className={classes.body}>
        {step === 'file' || inspection === null ? (
          <FileStep inspecting={inspecting} notice={notice} isOver={isOver} onChoose={() => void choose()} />
        ) : step === 'columns' ? (
          <ColumnsStep
            key={inspection.importId}
            inspection={inspection}
            inspecting={inspecting}
            notice={notice}
          />
        ) : step === 'check' ? (
          <CheckStep inspection={inspection} />
        ) : (
          <WriteStep inspection={inspection} />
        )}
      </div>
    </div>
  );
}
