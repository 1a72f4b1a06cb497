import type { ApiClient } from '../../../shared/contract/index.ts';
import { parseTicketNumber } from '../../../shared/rules/ticket-number.ts';

const pageSize = 500;

/** What is wrong with the ticket numbers of one replica: given twice, or with a check digit that does not fit. */
export const faultyTicketNumbers = async (api: ApiClient): Promise<string[]> => {
  const seen = new Set<string>();
  const faults: string[] = [];
  for (let offset = 0; ; offset += pageSize) {
    const { rows, total } = await api.ticket.list({ scope: 'all', offset, limit: pageSize });
    for (const { number } of rows) {
      if (!parseTicketNumber(number).ok) faults.push(`${number} has a wrong check digit`);
      if (seen.has(number)) faults.push(`${number} was given twice`);
      seen.add(number);
    }
    if (rows.length === 0 || offset + rows.length >= total) return faults;
  }
};
