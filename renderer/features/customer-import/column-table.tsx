import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { importTargets } from '../../../shared/contract/customer-import.ts';
import { mappingProblems } from '../../../shared/rules/customer-import/columns.ts';
import { useFormat } from '../../app/format.ts';
import classes from './import.module.css';
import { type ImportTarget, type Inspection, setTarget } from './import-state.ts';

type ColumnTableProps = { readonly inspection: Inspection; readonly mapping: readonly ImportTarget[] };

const shownRows = 8;

/** Numbers, dates and phones: Arabic digits among them would turn round at a hyphen. */
const isDigits = (text: string | undefined): boolean => text !== undefined && !/\p{L}/u.test(text);

/** The first rows of the file as it was read, and over each column what it becomes. */
export function ColumnTable({ inspection, mapping }: ColumnTableProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { columns } = inspection;
  const { repeated } = mappingProblems(mapping);
  const rowCount = Math.min(shownRows, Math.max(0, ...columns.map(({ samples }) => samples.length)));
  const rows = Array.from({ length: rowCount }, (_, row) => row);
  const options = importTargets.map((value) => ({ value, label: t(`import.columns.targets.${value}`) }));
  const nameOf = (header: string, index: number) =>
    header.trim() === '' ? t('import.columns.noHeader', { n: format.number(index + 1) }) : header;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className={classes.tableBox} aria-label={t('import.columns.firstRows')} tabIndex={0}>
      <table className={classes.table}>
        <thead>
          <tr>
            {columns.map(({ header }, index) => {
              const target = mapping[index] ?? 'ignore';
              const name = nameOf(header, index);
              return (
                // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place in the file
                <th key={index} scope="col" data-ignored={target === 'ignore' || undefined}>
                  <span className={classes.header}>
                    <bdi>{name}</bdi>
                  </span>
                  <Select
                    size="sm"
                    aria-label={t('import.columns.isWhat', { header: name })}
                    data={options}
                    value={target}
                    error={repeated.includes(target)}
                    comboboxProps={{ width: 210, position: 'bottom-start' }}
                    maxDropdownHeight={420}
                    onChange={(value) => setTarget(index, value ?? 'ignore')}
                  />
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row}>
              {columns.map(({ samples }, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place in the file
                <td key={index} data-ignored={mapping[index] === 'ignore' || undefined}>
                  <span className={classes.cell} title={samples[row]}>
                    <bdi data-digits={isDigits(samples[row]) || undefined}>{samples[row]}</bdi>
                  </span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
