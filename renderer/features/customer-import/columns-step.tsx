import { Button, Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { mappingProblems } from '../../../shared/rules/customer-import/columns.ts';
import { useActions } from '../../app/actions.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { isolated } from '../../ui/isolated.ts';
import { Kbd } from '../../ui/kbd.tsx';
import { compactField } from '../customers/compact-field.ts';
import { ColumnTable } from './column-table.tsx';
import classes from './import.module.css';
import {
  type FileNotice,
  type ImportTarget,
  type Inspection,
  startOver,
  useImportState,
} from './import-state.ts';
import { useImportSteps, type useInspect } from './use-import.ts';

type ColumnsStepProps = {
  readonly inspection: Inspection;
  readonly inspecting: ReturnType<typeof useInspect>;
  readonly notice: FileNotice | null;
};

const encodings = [
  ['utf-8', 'utf8'],
  ['utf-16le', 'utf16le'],
  ['utf-16be', 'utf16be'],
  ['windows-1256', 'windows1256'],
] as const;
const delimiters = [
  [',', 'comma'],
  [';', 'semicolon'],
  ['\t', 'tab'],
  ['|', 'pipe'],
] as const;

/** How the file was read, and what each of its columns is. Everything here is a guess that can be corrected. */
export function ColumnsStep({ inspection, inspecting, notice }: ColumnsStepProps) {
  const { t } = useTranslation();
  const mapping = useImportState((state) => state.mapping);
  const { plan, planError, isStarting } = useImportSteps(inspection.importId);
  const problems = useProblemTexts(inspection, mapping);
  const ignored = mapping.filter((target) => target === 'ignore').length;
  const canCheck = problems.length === 0 && !isStarting && !inspecting.isReading;
  const check = () => {
    if (canCheck) plan();
  };
  useActions([
    {
      id: 'import.check',
      labelKey: 'import.shortcuts.check',
      keys: 'mod+Enter',
      group: 'import',
      enabled: canCheck,
      run: check,
    },
  ]);
  return (
    <div
      className={classes.wide}
      // A select would open on this key before the page sees it.
      onKeyDownCapture={(event) => {
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        event.stopPropagation();
        check();
      }}
    >
      <div className={classes.fileLine}>
        <bdi className={classes.fileName}>{inspection.fileName}</bdi>
        <span className={classes.muted}>{t('import.columns.rows', { count: inspection.rowCount })}</span>
        <ReadAs inspection={inspection} inspecting={inspecting} />
        <Button size="compact-md" variant="default" onClick={startOver}>
          {t('import.file.another')}
        </Button>
      </div>
      {notice === null ? null : <p className={classes.caution}>{t(`import.file.${notice}`)}</p>}
      {inspecting.error && !inspecting.isReading ? <ErrorNotice error={inspecting.error} /> : null}
      {planError ? <ErrorNotice error={planError} /> : null}
      <div>
        <h2 className={classes.stepTitle}>{t('import.columns.title')}</h2>
        <p className={classes.muted}>{t('import.columns.lead')}</p>
      </div>
      <ColumnTable inspection={inspection} mapping={mapping} />
      <div className={classes.foot}>
        <div className={classes.footText} aria-live="polite">
          {problems.map((problem) => (
            <p key={problem} className={classes.caution}>
              {problem}
            </p>
          ))}
          {problems.length === 0 ? <p className={classes.muted}>{t('import.columns.checkHint')}</p> : null}
          {ignored > 0 ? (
            <p className={classes.muted}>{t('import.columns.ignored', { count: ignored })}</p>
          ) : null}
        </div>
        <Button
          onClick={check}
          disabled={!canCheck}
          loading={isStarting}
          rightSection={<Kbd keys="mod+Enter" />}
          aria-keyshortcuts="Control+Enter"
        >
          {t('import.columns.check')}
        </Button>
      </div>
    </div>
  );
}

type ReadAsProps = Pick<ColumnsStepProps, 'inspection' | 'inspecting'>;

/** Encoding and delimiter of a text file, and the way to correct them. */
function ReadAs({ inspection, inspecting }: ReadAsProps) {
  const { t } = useTranslation();
  const path = useImportState((state) => state.path);
  const { encoding, delimiter } = inspection;
  if (inspection.format === 'xlsx') {
    return <span className={`${classes.muted} ${classes.spring}`}>{t('import.columns.xlsx')}</span>;
  }
  return (
    <>
      <span className={classes.spring} />
      <Select
        {...compactField}
        w={236}
        aria-label={t('import.columns.encoding')}
        title={t('import.columns.garbled')}
        leftSection={<span className={classes.inputLabel}>{t('import.columns.encoding')}</span>}
        leftSectionWidth={84}
        disabled={inspecting.isReading}
        data={encodings.map(([value, name]) => ({ value, label: t(`import.columns.encodings.${name}`) }))}
        value={encoding}
        onChange={(value) => inspecting.inspect(path, { encoding: value, delimiter })}
      />
      <Select
        {...compactField}
        w={206}
        aria-label={t('import.columns.delimiter')}
        title={t('import.columns.garbled')}
        leftSection={<span className={classes.inputLabel}>{t('import.columns.delimiter')}</span>}
        leftSectionWidth={76}
        disabled={inspecting.isReading}
        data={delimiters.map(([value, name]) => ({ value, label: t(`import.columns.delimiters.${name}`) }))}
        value={delimiter}
        onChange={(value) => inspecting.inspect(path, { encoding, delimiter: value })}
      />
    </>
  );
}

/** What keeps this mapping from being checked, in sentences. The rule is the core's own. */
function useProblemTexts(inspection: Inspection, mapping: readonly ImportTarget[]): readonly string[] {
  const { t } = useTranslation();
  const { repeated, missing } = mappingProblems(mapping);
  const headersOf = (targets: readonly ImportTarget[]) =>
    inspection.columns
      .filter((_, index) => targets.includes(mapping[index] ?? 'ignore'))
      .map(({ header }) => `«${isolated(header)}»`)
      .join(t('common.listSeparator'));
  return [
    ...missing.map((target) =>
      t(target === 'displayName' ? 'import.columns.nameMissing' : 'import.columns.contactMissing'),
    ),
    ...repeated.map((target) =>
      mapping.includes('totalRial') && mapping.includes('totalToman') && target.startsWith('total')
        ? t('import.columns.twoTotals')
        : t('import.columns.duplicate', {
            target: t(`import.columns.targets.${target}`),
            columns: headersOf([target]),
          }),
    ),
  ];
}
