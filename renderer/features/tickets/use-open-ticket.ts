import { skipToken, useQuery } from '@tanstack/react-query';
import type { TicketId } from '../../../shared/lib/ids.ts';
import { api } from '../../app/api.ts';

/** Scores age with the clock; what is on screen is read again in this rhythm. */
const rereadEveryMs = 60_000;

/** The open ticket; while another is being read, `card` is still the one before and `isCurrent` false. */
export function useOpenTicket(ticketId: TicketId | undefined) {
  const { data, error, refetch } = useQuery(
    api.ticket.get.queryOptions({
      input: ticketId === undefined ? skipToken : { ticketId },
      refetchInterval: rereadEveryMs,
    }),
  );
  return {
    card: data,
    isCurrent: data !== undefined && data.ticket.id === ticketId,
    error,
    retry: () => void refetch(),
  };
}
