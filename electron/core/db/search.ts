import { toAsciiDigits } from '../../../shared/rules/digits.ts';
import { orderKey } from '../../../shared/rules/order-key.ts';
import { phoneSearchDigits } from '../../../shared/rules/phone.ts';
import { searchKeys } from '../../../shared/rules/search-key.ts';
import { parseTicketNumber } from '../../../shared/rules/ticket-number.ts';
import type { Connection } from './connection.ts';
import { living } from './living.ts';
import { documentRanges } from './search-documents.ts';
import { isSearchPending } from './search-pending.ts';

/** What was found, best first; ids as SQLite holds them. */
export interface SearchHits {
  readonly customers: readonly Buffer[];
  readonly tickets: readonly Buffer[];
  readonly wrongCheckDigit: boolean;
}

type Kind = 'customer' | 'ticket';

/** How well a document fits; a lower one comes first, and within one the latest change. */
const fit = { exact: 0, beginning: 1, words: 2, part: 3 } as const;

interface Candidate {
  readonly docid: number;
  readonly row: Buffer;
  readonly orderKey: string;
}

/** Enough that the best of a common word are among them, few enough for every keystroke. */
const candidatesPerStage = 200;
/** The trigram index knows nothing shorter. */
const shortestPart = 3;

/** A text as an FTS5 string: whatever it holds, none of it is query syntax. */
const quoted = (text: string): string => `"${text.replaceAll('\0', '').replaceAll('"', '""')}"`;

/** Every word is the beginning of a word; null when the query has no letter and no digit. */
const wordsExpression = (spaced: string): string | null => {
  const words = spaced.split(' ').filter((word) => /[\p{L}\p{N}]/u.test(word));
  return words.length === 0 ? null : words.map((word) => `${quoted(word)}*`).join(' AND ');
};

const columns = 'd.docid AS docid, d.row AS row, d.orderKey AS orderKey';

const byWords = (connection: Connection, kind: Kind, expression: string): Candidate[] =>
  connection
    .prepare(
      `SELECT ${columns} FROM search_words w JOIN search_document d ON d.docid = w.rowid
       WHERE search_words MATCH ? AND w.rowid >= ? AND w.rowid < ? ORDER BY w.rowid DESC LIMIT ${candidatesPerStage}`,
    )
    .all(expression, documentRanges[kind].from, documentRanges[kind].below) as Candidate[];

const byPart = (
  connection: Connection,
  kind: Kind,
  column: 'joined' | 'digits',
  part: string,
): Candidate[] =>
  part.length < shortestPart
    ? []
    : (connection
        .prepare(
          `SELECT ${columns} FROM search_parts p JOIN search_document d ON d.docid = p.rowid
           WHERE search_parts MATCH ? AND p.rowid >= ? AND p.rowid < ? ORDER BY p.rowid DESC LIMIT ${candidatesPerStage}`,
        )
        .all(
          `${column} : ${quoted(part)}`,
          documentRanges[kind].from,
          documentRanges[kind].below,
        ) as Candidate[]);

const byName = (connection: Connection, kind: Kind, key: string): Candidate[] =>
  connection
    .prepare(
      `SELECT ${columns} FROM search_document d WHERE d.kind = ? AND d.orderKey = ? ORDER BY d.docid DESC LIMIT ${candidatesPerStage}`,
    )
    .all(kind, key) as Candidate[];

const find = (
  connection: Connection,
  kind: Kind,
  query: string,
  digits: string | null,
  limit: number,
): Buffer[] => {
  const { spaced, joined } = searchKeys(query);
  const name = orderKey(query);
  const best = new Map<number, { readonly candidate: Candidate; readonly fit: number }>();
  const take = (candidates: readonly Candidate[], fitOf: (candidate: Candidate) => number): void => {
    for (const candidate of candidates) {
      const found = fitOf(candidate);
      const known = best.get(candidate.docid);
      if (known === undefined || found < known.fit) best.set(candidate.docid, { candidate, fit: found });
    }
  };
  const expression = wordsExpression(spaced);
  if (expression !== null) {
    take(byName(connection, kind, name), () => fit.exact);
    take(byWords(connection, kind, expression), (candidate) =>
      candidate.orderKey.startsWith(name) ? fit.beginning : fit.words,
    );
    // Where whole words filled the page, parts of words would not come on it.
    if (best.size < limit) take(byPart(connection, kind, 'joined', joined), () => fit.part);
  }
  if (digits !== null) take(byPart(connection, kind, 'digits', digits), () => fit.words);
  return [...best.values()]
    .sort((a, b) => a.fit - b.fit || b.candidate.docid - a.candidate.docid)
    .slice(0, limit)
    .map(({ candidate }) => candidate.row);
};

/** The digits of what looks like a ticket number, or like a part of one. */
const ticketDigits = (query: string): string | null => {
  const plain = toAsciiDigits(query).replace(
    /[\s\u200c-\u200f\u2010-\u2015\u202a-\u202e\u2066-\u2069#-]/g,
    '',
  );
  return /^\d{3,}$/.test(plain) ? plain : null;
};

const ticketByNumber = (connection: Connection, number: string): Buffer[] =>
  connection
    .prepare(`SELECT id FROM ticket WHERE number = ? AND ${living()}`)
    .all(number)
    .map((row) => (row as { id: Buffer }).id);

/**
 * Finds customers and tickets by what somebody types: any part of a name in any spelling, a telephone number
 * in any form, a ticket number or a part of it. Nothing typed is ever query syntax.
 */
export const searchEverything = (connection: Connection, query: string, limit: number): SearchHits => {
  const number = parseTicketNumber(query);
  const exact = number.ok ? ticketByNumber(connection, number.value.number) : [];
  const customers = find(connection, 'customer', query, phoneSearchDigits(query), limit);
  const found = find(connection, 'ticket', query, ticketDigits(query), limit);
  const tickets = [...exact, ...found.filter((id) => !exact.some((other) => other.equals(id)))];
  const misread = !number.ok && number.error.type === 'ticket-number-check-digit';
  // Without dashes the same digits may be a telephone number, which has no check digit.
  const written = /\d[\s-]+\d/.test(toAsciiDigits(query));
  return {
    customers,
    tickets: tickets.slice(0, limit),
    wrongCheckDigit: misread && (written || (customers.length === 0 && tickets.length === 0)),
  };
};

/** How many living customers or tickets there are: each has one document, and that index is narrow. */
export const countDocuments = (connection: Connection, kind: Kind): number => {
  const row = (
    isSearchPending(connection)
      ? connection.prepare(`SELECT count(*) AS total FROM ${kind} WHERE ${living()}`).get()
      : connection.prepare('SELECT count(*) AS total FROM search_document WHERE kind = ?').get(kind)
  ) as { total: number };
  return row.total;
};
