/**
 * Numbers come as the text that the workbook holds, so that a telephone number keeps every digit: no
 * 9.12E+9, no binary fractions, no rounding of long integers.
 */
export const numberText = (stored: string): string => {
  const text = stored.trim();
  if (/^-?\d+$/.test(text)) return text;
  const value = Number(text);
  if (!Number.isFinite(value)) return text;
  if (Number.isInteger(value)) return BigInt(value).toString();
  // Spreadsheets keep and show 15 significant digits; what lies beyond is noise of the binary form.
  const rounded = Number(value.toPrecision(15));
  const plain = String(rounded);
  return plain.includes('e') ? rounded.toFixed(15).replace(/0+$/, '') : plain;
};

/** A workbook's date has no time zone; the parser gives it as UTC. `2026-11-21`, with ` 14:05` when it has a time. */
const dateText = (date: Date): string => {
  const iso = date.toISOString();
  const time = iso.slice(11, 16);
  return time === '00:00' ? iso.slice(0, 10) : `${iso.slice(0, 10)} ${time}`;
};

/** A cell as a person would read it. */
export const cellText = (value: unknown): string => {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value.replace(/\r\n?/g, '\n');
  if (value instanceof Date) return dateText(value);
  return String(value);
};
