import { err } from '../../../shared/lib/result.ts';
import { ticketGet } from '../queries/ticket-get.ts';
import { ticketList } from '../queries/ticket-list.ts';
import { notFound } from '../usecases/command.ts';
import { interactionAddNote } from '../usecases/interaction-add-note.ts';
import { interactionLogCall } from '../usecases/interaction-log-call.ts';
import { ticketAssign } from '../usecases/ticket-assign.ts';
import { ticketCancel } from '../usecases/ticket-cancel.ts';
import { ticketClose } from '../usecases/ticket-close.ts';
import { ticketCreate } from '../usecases/ticket-create.ts';
import { ticketReopen } from '../usecases/ticket-reopen.ts';
import { ticketResolve } from '../usecases/ticket-resolve.ts';
import { ticketResume } from '../usecases/ticket-resume.ts';
import { ticketUpdate } from '../usecases/ticket-update.ts';
import { ticketWait } from '../usecases/ticket-wait.ts';
import { answer } from './answer.ts';
import type { Caller } from './caller.ts';
import type { Implementer } from './implementer.ts';

const right = 'ticket.write';

export const ticketProcedures = (os: Implementer['ticket'], caller: Caller) => ({
  list: os.list.handler(({ input }) => caller.read((reading) => ticketList(reading, input))),
  get: os.get.handler(({ input: { ticketId } }) =>
    caller.read(
      ({ connection, nowMs }) =>
        ticketGet(connection, ticketId, nowMs) ?? answer(err(notFound('ticket', ticketId))),
    ),
  ),
  create: os.create.handler(({ input }) => caller.write(right, (command) => ticketCreate(command, input))),
  update: os.update.handler(({ input }) => caller.write(right, (command) => ticketUpdate(command, input))),
  assign: os.assign.handler(({ input }) => caller.write(right, (command) => ticketAssign(command, input))),
  wait: os.wait.handler(({ input }) => caller.write(right, (command) => ticketWait(command, input))),
  resume: os.resume.handler(({ input }) => caller.write(right, (command) => ticketResume(command, input))),
  resolve: os.resolve.handler(({ input }) => caller.write(right, (command) => ticketResolve(command, input))),
  reopen: os.reopen.handler(({ input }) => caller.write(right, (command) => ticketReopen(command, input))),
  close: os.close.handler(({ input }) => caller.write(right, (command) => ticketClose(command, input))),
  cancel: os.cancel.handler(({ input }) => caller.write(right, (command) => ticketCancel(command, input))),
});

export const interactionProcedures = (os: Implementer['interaction'], caller: Caller) => ({
  addNote: os.addNote.handler(({ input }) =>
    caller.write('customer.write', (command) => interactionAddNote(command, input)),
  ),
  logCall: os.logCall.handler(({ input }) =>
    caller.write('customer.write', (command) => interactionLogCall(command, input)),
  ),
});
