import { uuidOfHex } from '../../../shared/lib/uuid.ts';

/*
 * The values of operations, each kind with its like: times as differences from the operation's own, ids and stamps
 * named once and then by their place, and what is random apart, as bytes. `segment-shapes.ts` says where they stand.
 */

/** Where a value stood in the text of an operation, by how it is written. Of one byte each, which UTF-8 never has. */
export const hole = {
  text: '\u00f8',
  id: '\u00f9',
  stamp: '\u00fa',
  clock: '\u00fb',
  time: '\u00fc',
  digest: '\u00fd',
  /** The hash of the operation before, and the number of the operation: they follow, and are not written. */
  previous: '\u00fe',
  seq: '\u00ff',
} as const;

export type Hole = (typeof hole)[keyof typeof hole];

/** What is known of an operation before its bytes are. */
export interface Known {
  readonly seq: number;
  /** Hash of the operation before it, in hex; none where it is not in the segment. */
  readonly previous: string | undefined;
}

/** Named once, then by how long ago, or by place where that is longer. Places begin behind the nearest. */
const nearest = 63;
/** Also a byte that UTF-8 never has. */
const textEnd = '\u00c1';
const idRandomBytes = 10;
const digestBytes = 32;

export interface ColumnEntry {
  readonly name: string;
  readonly bytes: Buffer;
}

interface Table {
  readonly values: string[];
  readonly places: Map<string, number>;
}

const createTable = (): Table => ({ values: [], places: new Map() });

const enter = ({ values, places }: Table, value: string): void => {
  places.set(value, values.length);
  values.push(value);
};

const clockText = (ms: number, counter: number): string =>
  ms.toString(16).padStart(12, '0') + counter.toString(16).padStart(4, '0');

export const openValueWriter = () => {
  const numbers = new Map<string, number[]>();
  const texts = new Map<string, string[]>();
  const random: Buffer[] = [];
  const [ids, stamps] = [createTable(), createTable()];
  let base = 0;

  const count = (column: string, value: number): void => {
    const bytes = numbers.get(column) ?? [];
    if (bytes.length === 0) numbers.set(column, bytes);
    let rest = value;
    for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
    bytes.push(rest);
  };
  const difference = (column: string, value: number): void =>
    count(column, value < 0 ? -2 * value - 1 : 2 * value);
  /** @returns whether the value is new: then it has to be written. */
  const name = (column: string, table: Table, value: string): boolean => {
    const place = table.places.get(value);
    if (place === undefined) {
      count(column, 0);
      enter(table, value);
      return true;
    }
    const ago = table.values.length - place;
    count(column, ago <= nearest ? ago : nearest + 1 + place);
    return false;
  };
  /** @param hex 16 digits. @returns its milliseconds. */
  const clock = (column: string, hex: string): number => {
    const ms = Number.parseInt(hex.slice(0, 12), 16);
    difference(`${column}t`, ms - base);
    count(`${column}c`, Number.parseInt(hex.slice(12), 16));
    return ms;
  };
  /** @param hex 32 digits. */
  const id = (column: string, hex: string): void => {
    if (!name(column, ids, hex)) return;
    difference(`${column}t`, Number.parseInt(hex.slice(0, 12), 16) - base);
    random.push(Buffer.from(hex.slice(12), 'hex'));
  };

  return {
    write: (kind: Hole, column: string, value: string): void => {
      switch (kind) {
        case hole.text: {
          const list = texts.get(column);
          if (list === undefined) texts.set(column, [value]);
          else list.push(value);
          break;
        }
        case hole.id:
          id(column, value.replaceAll('-', ''));
          break;
        case hole.stamp:
          if (!name(column, stamps, value)) break;
          clock(column, value.slice(0, 16));
          id(`${column}d`, value.slice(16));
          break;
        case hole.clock:
          base = clock(column, value);
          break;
        case hole.time:
          difference(column, Number(value) - base);
          break;
        case hole.digest:
          random.push(Buffer.from(value, 'hex'));
          break;
        case hole.previous:
        case hole.seq:
      }
    },
    finish: (): { readonly columns: readonly ColumnEntry[]; readonly random: Buffer } => ({
      columns: [
        ...[...texts].map(([column, list]) => ({
          name: column,
          bytes: Buffer.from(list.join(textEnd), 'latin1'),
        })),
        ...[...numbers].map(([column, bytes]) => ({ name: column, bytes: Buffer.from(bytes) })),
      ],
      random: Buffer.concat(random),
    }),
  };
};

export type ValueWriter = ReturnType<typeof openValueWriter>;

const cutOff = (column: string): Error =>
  new Error(`a segment whose column ${JSON.stringify(column)} is cut off`);

/** @throws in `read`, when a column ends before its values do. */
export const openValueReader = (columns: readonly ColumnEntry[], random: Buffer) => {
  const entries = new Map(columns.map(({ name, bytes }) => [name, { bytes, at: 0 }]));
  const texts = new Map<string, { readonly list: readonly string[]; at: number }>();
  const [ids, stamps] = [createTable(), createTable()];
  let base = 0;
  let randomAt = 0;

  const count = (column: string): number => {
    const entry = entries.get(column);
    if (entry === undefined) throw cutOff(column);
    let value = 0;
    for (let unit = 1; ; unit *= 128) {
      const byte = entry.bytes[entry.at];
      if (byte === undefined) throw cutOff(column);
      entry.at += 1;
      value += (byte % 128) * unit;
      if (byte < 128) return value;
    }
  };
  const difference = (column: string): number => {
    const value = count(column);
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  };
  const named = (column: string, table: Table, readNew: () => string): string => {
    const ref = count(column);
    if (ref === 0) {
      const value = readNew();
      enter(table, value);
      return value;
    }
    const value = table.values[ref <= nearest ? table.values.length - ref : ref - nearest - 1];
    if (value === undefined) throw cutOff(column);
    return value;
  };
  const randomHex = (size: number): string => {
    randomAt += size;
    if (randomAt > random.length) throw cutOff('');
    return random.toString('hex', randomAt - size, randomAt);
  };
  const clock = (column: string): string => clockText(base + difference(`${column}t`), count(`${column}c`));
  const id = (column: string): string =>
    named(column, ids, () => {
      const ms = base + difference(`${column}t`);
      return ms.toString(16).padStart(12, '0') + randomHex(idRandomBytes);
    });
  const text = (column: string): string => {
    const known = texts.get(column);
    const entry = known ?? {
      list: entries.get(column)?.bytes.toString('latin1').split(textEnd) ?? [],
      at: 0,
    };
    if (known === undefined) texts.set(column, entry);
    const value = entry.list[entry.at];
    if (value === undefined) throw cutOff(column);
    entry.at += 1;
    return value;
  };

  return {
    read: (kind: Hole, column: string, { seq, previous }: Known): string => {
      switch (kind) {
        case hole.text:
          return text(column);
        case hole.id:
          return uuidOfHex(id(column));
        case hole.stamp:
          return named(column, stamps, () => clock(column) + id(`${column}d`));
        case hole.clock: {
          const value = clock(column);
          base = Number.parseInt(value.slice(0, 12), 16);
          return value;
        }
        case hole.time:
          return String(base + difference(column));
        case hole.digest:
          return randomHex(digestBytes);
        case hole.previous:
          if (previous === undefined) throw new Error('a segment without the operation before');
          return previous;
        case hole.seq:
          return String(seq);
      }
    },
  };
};

export type ValueReader = ReturnType<typeof openValueReader>;
