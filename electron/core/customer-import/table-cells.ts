/**
 * A spreadsheet runs a cell that begins with one of these, so what goes out gets an apostrophe before it
 * (OWASP "CSV injection"), and what comes in loses it again: a rejects file can be mended and imported.
 */
const formulaStart = /^[=+\-@\t\r]/;
const guarded = /^'(?=[=+\-@\t\r\n])/;

export const guardCell = (cell: string): string => (formulaStart.test(cell) ? `'${cell}` : cell);

export const unguardCell = (cell: string): string => cell.replace(guarded, '');
