import { z } from 'zod';
import { procedure } from './base.ts';
import { customerListItem } from './customer.ts';
import { ticketListItem } from './ticket.ts';

export const search = {
  find: procedure
    .route({ method: 'GET', path: '/search' })
    .input(
      z.object({ query: z.string().max(300), limit: z.coerce.number().int().min(1).max(100).default(20) }),
    )
    .output(
      z.object({
        customers: z.array(customerListItem),
        tickets: z.array(ticketListItem),
        /** The query looks like a ticket number whose check digit does not fit. */
        wrongCheckDigit: z.boolean(),
      }),
    ),
};
