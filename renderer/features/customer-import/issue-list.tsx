import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../app/format.ts';
import { FilterChips } from '../../ui/filter-chips.tsx';
import { VirtualList } from '../../ui/virtual-list.tsx';
import screen from './import.module.css';
import type { ImportReport } from './import-state.ts';
import classes from './issues.module.css';
import { useReasonText } from './use-reason-text.ts';

type Issue = ImportReport['issues'][number];
type IssueFilter = 'all' | Issue['kind'];

const filters = ['all', 'rejected', 'warning', 'merged'] as const satisfies readonly IssueFilter[];
const rowHeight = 36;
/** The core tells no more than this many. */
const mostIssues = 1000;

/** Every row that is not plainly new, with its number in the file, the reason in words and what stood there. */
export function IssueList({ report }: { readonly report: ImportReport }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [filter, setFilter] = useState<IssueFilter>('all');
  const { issues } = report;
  const shown = useMemo(
    () =>
      issues
        .map((issue, index) => ({ issue, index }))
        .filter(({ issue }) => filter === 'all' || issue.kind === filter),
    [issues, filter],
  );
  const countOf = { rejected: report.rejected, warning: report.warned, merged: report.merged };
  if (issues.length === 0) return <p className={screen.muted}>{t('import.issues.none')}</p>;
  return (
    <section className={classes.issues} aria-label={t('import.issues.title')}>
      <div className={classes.issuesHead}>
        <h3 className={classes.issuesTitle}>{t('import.issues.title')}</h3>
        <FilterChips
          label={t('import.issues.filter')}
          value={filter}
          options={filters.map((value) => ({
            value,
            label: t(`import.issues.${value}`),
            count: value === 'all' ? undefined : countOf[value],
          }))}
          onChange={setFilter}
        />
        {issues.length >= mostIssues ? (
          <span className={screen.muted}>{t('import.issues.first')}</span>
        ) : null}
      </div>
      <div className={classes.issueHeadings} aria-hidden="true">
        <span>{t('import.issues.row')}</span>
        <span>{t('import.issues.reason')}</span>
        <span>{t('import.issues.column')}</span>
        <span>{t('import.issues.value')}</span>
      </div>
      <div className={classes.issueRows}>
        {shown.length === 0 ? (
          <p className={screen.muted}>{t('import.issues.noneOfKind')}</p>
        ) : (
          <VirtualList
            key={filter}
            items={shown}
            itemKey={({ index }) => String(index)}
            rowHeight={rowHeight}
            label={t('import.issues.title')}
            renderItem={({ issue }) => <IssueRow issue={issue} rowNumber={format.digits(issue.row)} />}
          />
        )}
      </div>
    </section>
  );
}

function IssueRow({ issue, rowNumber }: { readonly issue: Issue; readonly rowNumber: string }) {
  const reasonText = useReasonText();
  const reason = reasonText(issue.code);
  return (
    <div className={classes.issue} data-kind={issue.kind}>
      <span className={classes.issueRow}>{rowNumber}</span>
      <span className={classes.clipped} title={reason}>
        {reason}
      </span>
      <span className={`${classes.clipped} ${screen.muted}`}>
        <bdi>{issue.column}</bdi>
      </span>
      <span className={classes.clipped} title={issue.value ?? undefined}>
        <bdi>{issue.value}</bdi>
      </span>
    </div>
  );
}
