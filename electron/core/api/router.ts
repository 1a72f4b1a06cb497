import { ORPCError } from '@orpc/client';
import { createCaller } from './caller.ts';
import type { CoreServices, SessionHolder } from './context.ts';
import { createImplementer } from './implementer.ts';
import { importProcedures } from './import-procedures.ts';
import { liveChanges } from './live-changes.ts';
import { preferenceProcedures, sessionProcedures, userProcedures } from './session-procedures.ts';
import { setupProcedures, syncProcedures } from './setup-procedures.ts';

const soon = (): never => {
  throw new ORPCError('NOT_IMPLEMENTED');
};

/** Every procedure of the contract for one connection, whose user `session` holds. */
export const createRouter = (services: CoreServices, session: SessionHolder) => {
  const os = createImplementer(services.onFault);
  const caller = createCaller(services, session);
  return os.router({
    setup: setupProcedures(os.setup, services, session, caller),
    session: sessionProcedures(os.session, services, session),
    user: userProcedures(os.user, services, caller),
    preference: preferenceProcedures(os.preference, services),
    customer: {
      list: os.customer.list.handler(soon),
      get: os.customer.get.handler(soon),
      timeline: os.customer.timeline.handler(soon),
      create: os.customer.create.handler(soon),
      update: os.customer.update.handler(soon),
    },
    contactPoint: {
      add: os.contactPoint.add.handler(soon),
      update: os.contactPoint.update.handler(soon),
      remove: os.contactPoint.remove.handler(soon),
      restore: os.contactPoint.restore.handler(soon),
      reorder: os.contactPoint.reorder.handler(soon),
    },
    tag: {
      list: os.tag.list.handler(soon),
      attach: os.tag.attach.handler(soon),
      detach: os.tag.detach.handler(soon),
    },
    search: { find: os.search.find.handler(soon) },
    ticket: {
      list: os.ticket.list.handler(soon),
      get: os.ticket.get.handler(soon),
      create: os.ticket.create.handler(soon),
      update: os.ticket.update.handler(soon),
      assign: os.ticket.assign.handler(soon),
      wait: os.ticket.wait.handler(soon),
      resume: os.ticket.resume.handler(soon),
      resolve: os.ticket.resolve.handler(soon),
      reopen: os.ticket.reopen.handler(soon),
      close: os.ticket.close.handler(soon),
      cancel: os.ticket.cancel.handler(soon),
    },
    interaction: {
      addNote: os.interaction.addNote.handler(soon),
      logCall: os.interaction.logCall.handler(soon),
    },
    conflict: {
      list: os.conflict.list.handler(soon),
      decide: os.conflict.decide.handler(soon),
    },
    customerImport: importProcedures(os.customerImport, services, caller),
    sync: syncProcedures(os.sync, services, caller),
    live: { changes: os.live.changes.handler(({ signal }) => liveChanges(services.changes, signal)) },
  });
};

export type CoreRouter = ReturnType<typeof createRouter>;
