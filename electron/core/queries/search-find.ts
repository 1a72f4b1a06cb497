import type { InputOf, OutputOf } from '../../../shared/contract/procedure-types.ts';
import type { search } from '../../../shared/contract/search.ts';
import type { Connection } from '../db/connection.ts';
import { searchEverything } from '../db/search.ts';
import { customerItems } from './customer-list.ts';
import { ticketItems } from './ticket-list.ts';

type Contract = typeof search.find;

export const searchFind = (
  connection: Connection,
  { query, limit }: InputOf<Contract>,
  nowMs: number,
): OutputOf<Contract> => {
  const hits = searchEverything(connection, query, limit);
  return {
    customers: customerItems(connection, hits.customers),
    tickets: ticketItems(connection, hits.tickets, nowMs),
    wrongCheckDigit: hits.wrongCheckDigit,
  };
};
