/**
 * A record's own value. Names that came from outside may be those that every object inherits
 * (`constructor`), and plain indexing would find those.
 */
export const ownValue = <T>(record: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;
