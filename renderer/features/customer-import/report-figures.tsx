import { useTranslation } from 'react-i18next';
import { useFormat } from '../../app/format.ts';
import classes from './import.module.css';
import type { ImportReport } from './import-state.ts';

const figures = ['created', 'merged', 'unchanged', 'warned', 'rejected'] as const;
const toneByFigure = { warned: 'amber', rejected: 'red' } as const;

/** What becomes, or became, of the rows: five numbers. Rows with a warning are among the ones that come in. */
export function ReportFigures({ report }: { readonly report: ImportReport }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <dl className={classes.figures}>
      {figures.map((figure) => {
        const tone = figure === 'warned' || figure === 'rejected' ? toneByFigure[figure] : undefined;
        return (
          <div key={figure} className={classes.figure} data-tone={report[figure] > 0 ? tone : undefined}>
            <dt>{t(`import.report.${figure}`)}</dt>
            <dd>
              <span className={classes.big}>{format.number(report[figure])}</span>
              <span className={classes.muted}>{t(`import.report.${figure}Hint`)}</span>
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
