import { AssignDialog } from './assign-dialog.tsx';
import { CloseDialog } from './close-dialog.tsx';
import { DetailsDialog } from './details-dialog.tsx';
import { CancelDialog, ReopenDialog, WaitDialog } from './reason-dialog.tsx';
import { ResolveDialog } from './resolve-dialog.tsx';
import type { TicketCard } from './ticket-types.ts';
import type { StepDialog } from './use-ticket-steps.ts';

type TicketDialogsProps = {
  readonly card: TicketCard;
  readonly dialog: StepDialog | null;
  readonly onClose: () => void;
};

/** What a step asks before it is taken. */
export function TicketDialogs({ card, dialog, onClose }: TicketDialogsProps) {
  switch (dialog) {
    case null:
      return null;
    case 'resolve':
      return <ResolveDialog card={card} onClose={onClose} />;
    case 'waitCustomer':
      return <WaitDialog card={card} waitFor="customer" onClose={onClose} />;
    case 'waitInternal':
      return <WaitDialog card={card} waitFor="internal" onClose={onClose} />;
    case 'reopen':
      return <ReopenDialog card={card} onClose={onClose} />;
    case 'cancel':
      return <CancelDialog card={card} onClose={onClose} />;
    case 'close':
      return <CloseDialog card={card} onClose={onClose} />;
    case 'assign':
      return <AssignDialog card={card} onClose={onClose} />;
    case 'details':
      return <DetailsDialog card={card} onClose={onClose} />;
  }
}
