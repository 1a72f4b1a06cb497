import { attachmentProcedures } from './attachment-procedures.ts';
import { auditProcedures } from './audit-procedures.ts';
import { budgetProcedures, grantProcedures, spendProcedures } from './budget-procedures.ts';
import { createCaller } from './caller.ts';
import { conflictProcedures } from './conflict-procedures.ts';
import type { CoreServices, SessionHolder } from './context.ts';
import {
  contactProcedures,
  customerProcedures,
  searchProcedures,
  tagProcedures,
} from './customer-procedures.ts';
import { exchangeProcedures } from './exchange-procedures.ts';
import { createImplementer } from './implementer.ts';
import { importProcedures } from './import-procedures.ts';
import { liveChanges } from './live-changes.ts';
import { noticeProcedures } from './notice-procedures.ts';
import { preferenceProcedures, sessionProcedures, userProcedures } from './session-procedures.ts';
import { setupProcedures, syncProcedures } from './setup-procedures.ts';
import { interactionProcedures, ticketProcedures } from './ticket-procedures.ts';

/** Every procedure of the contract for one connection, whose user `session` holds. */
export const createRouter = (services: CoreServices, session: SessionHolder) => {
  const os = createImplementer(services);
  const caller = createCaller(services, session);
  return os.router({
    setup: setupProcedures(os.setup, services, session, caller),
    session: sessionProcedures(os.session, services, session),
    user: userProcedures(os.user, services, caller),
    preference: preferenceProcedures(os.preference, services),
    customer: customerProcedures(os.customer, caller),
    contactPoint: contactProcedures(os.contactPoint, caller),
    tag: tagProcedures(os.tag, caller),
    search: searchProcedures(os.search, caller),
    ticket: ticketProcedures(os.ticket, caller),
    interaction: interactionProcedures(os.interaction, caller),
    conflict: conflictProcedures(os.conflict, caller),
    budget: budgetProcedures(os.budget, caller),
    grant: grantProcedures(os.grant, caller),
    spend: spendProcedures(os.spend, caller),
    customerImport: importProcedures(os.customerImport, services, session, caller),
    attachment: attachmentProcedures(os.attachment, services, session, caller),
    exchange: exchangeProcedures(os.exchange, services, session, caller),
    audit: auditProcedures(os.audit, services, session, caller),
    sync: syncProcedures(os.sync, services, caller),
    notices: noticeProcedures(os.notices, services, caller),
    live: { changes: os.live.changes.handler(({ signal }) => liveChanges(services.changes, signal)) },
  });
};
