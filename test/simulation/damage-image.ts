import BetterSqlite from 'better-sqlite3';

/** Where the pages of a table stand, from its root on, with the first page of the file for the schema itself. */
const pagesOf = (image: Buffer, part: string): { at: number; size: number }[] => {
  const sqlite = new BetterSqlite(image, { readonly: true });
  try {
    return sqlite
      .prepare('SELECT pgoffset AS at, pgsize AS size FROM dbstat WHERE name = ? ORDER BY pageno')
      .all(part) as { at: number; size: number }[];
  } finally {
    sqlite.close();
  }
};

/** A database in which a page of a table, counted from its root, is noise. */
export const damageImage = (image: Buffer, part: string, page: number): Buffer => {
  const pages = pagesOf(image, part);
  const hit = pages[page % Math.max(1, pages.length)];
  if (hit === undefined) throw new Error(`the database has no ${part}`);
  return Buffer.from(image).fill(0xa5, hit.at, hit.at + hit.size);
};
