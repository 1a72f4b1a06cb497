import { useFormat } from '../app/format.ts';
import { Ltr } from './ltr.tsx';

type TicketNumberTextProps = { readonly number: string; readonly className?: string | undefined };

export function TicketNumberText({ number, className }: TicketNumberTextProps) {
  const format = useFormat();
  return <Ltr className={className}>{format.ticketNumber(number)}</Ltr>;
}
