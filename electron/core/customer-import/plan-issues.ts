/** What a person should look at, by row. The kinds are those of the contract. */
export interface PlanIssue {
  readonly row: number;
  readonly kind: 'rejected' | 'warning' | 'merged';
  readonly code: string;
  readonly column: string | null;
  readonly value: string | null;
}

/** The first of each kind; a file with a million bad rows must not cost memory for each. */
export interface IssueList {
  add(issue: PlanIssue): void;
  /** Rejected first, then warnings, then merged rows; within a kind by row. */
  first(): readonly PlanIssue[];
}

const mostIssues = 1000;
const valueChars = 200;

export const createIssueList = (): IssueList => {
  const byKind: Record<PlanIssue['kind'], PlanIssue[]> = { rejected: [], warning: [], merged: [] };
  return {
    add: (issue) => {
      const list = byKind[issue.kind];
      if (list.length < mostIssues)
        list.push({ ...issue, value: issue.value === null ? null : issue.value.slice(0, valueChars) });
    },
    first: () => {
      const byRow = (a: PlanIssue, b: PlanIssue): number => a.row - b.row;
      return [...byKind.rejected, ...byKind.warning.toSorted(byRow), ...byKind.merged].slice(0, mostIssues);
    },
  };
};
