import type { RowOf } from '../../../shared/entities/define-entity.ts';
import type { organisation } from '../../../shared/entities/organisation.ts';
import type { WorkCalendar } from '../../../shared/rules/working-time.ts';
import { workCalendar } from '../../../shared/rules/working-week.ts';
import type { Connection } from './connection.ts';
import { findRows } from './find-row.ts';

export type Organisation = RowOf<typeof organisation>;

/** The call centre's own row; null until this PC was set up and has received it. */
export const readOrganisation = (connection: Connection): Organisation | null =>
  findRows(connection, 'organisation', 'TRUE', [])[0] ?? null;

/** The calendar of deadlines. Before the organisation's row is here, the week of the country of origin counts. */
export const readCalendar = (connection: Connection): WorkCalendar => {
  const organisation = readOrganisation(connection);
  return organisation === null
    ? workCalendar('ir', 210)
    : workCalendar(organisation.workingWeek, organisation.timeZoneOffsetMin);
};
