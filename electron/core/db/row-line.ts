import type { Entity } from '../../../shared/entities/define-entity.ts';
import type { Connection } from './connection.ts';

/** JSON cannot hold a blob, and a damaged row may have one anywhere. */
const plain = (column: string): string =>
  `CASE typeof(${column}) WHEN 'blob' THEN 'x' || hex(${column}) ELSE ${column} END`;

/**
 * SQL that gives everything of a row that all replicas have to agree on as one line of JSON: its fields, the stamps
 * of their values, and who made it. Leaves out what belongs to one PC.
 */
export const rowLineSql = ({ fields }: Entity): string => {
  const columns = Object.keys(fields).map((field) =>
    fields[field]?.column === 'id' ? `hex(${field})` : plain(field),
  );
  return `json_array(${['hex(id)', ...columns].join(', ')}, ${plain('clock')}, ${plain('extra')}, createdAt, hex(createdStamp), hex(createdBy), updatedAt)`;
};

/** Whether there is no row to give: that is quicker to see than the line of many columns is to prepare. */
export const isEmpty = (connection: Connection, { name }: Entity): boolean =>
  connection.prepare(`SELECT 1 FROM ${name} LIMIT 1`).get() === undefined;
