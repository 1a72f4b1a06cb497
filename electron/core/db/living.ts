/**
 * The condition that every query of people's data has: a row whose insert has not arrived yet, and a deleted one,
 * are not there for anybody.
 * @param alias of the table in the query; none when it is the only one.
 */
export const living = (alias?: string): string => {
  const of = alias === undefined ? '' : `${alias}.`;
  return `${of}createdAt IS NOT NULL AND ${of}deletedAt IS NULL`;
};
