/**
 * Every text that a person reads, by language and area. Persian is the master: its keys type the others.
 * Plurals end in `_one`/`_other` (Arabic adds `_zero`, `_two`, `_few`, `_many`) and are chosen by `count`.
 */

import { attachments as arAttachments } from './ar/attachments.ts';
import { audit as arAudit } from './ar/audit.ts';
import { common as arCommon } from './ar/common.ts';
import { conflicts as arConflicts } from './ar/conflicts.ts';
import { customers as arCustomers } from './ar/customers.ts';
import { errors as arErrors } from './ar/errors.ts';
import { exchange as arExchange } from './ar/exchange.ts';
import { customerImport as arImport } from './ar/import.ts';
import { network as arNetwork } from './ar/network.ts';
import { notices as arNotices } from './ar/notices.ts';
import { session as arSession } from './ar/session.ts';
import { settings as arSettings } from './ar/settings.ts';
import { setup as arSetup } from './ar/setup.ts';
import { shell as arShell } from './ar/shell.ts';
import { tickets as arTickets } from './ar/tickets.ts';
import { attachments as enAttachments } from './en/attachments.ts';
import { audit as enAudit } from './en/audit.ts';
import { common as enCommon } from './en/common.ts';
import { conflicts as enConflicts } from './en/conflicts.ts';
import { customers as enCustomers } from './en/customers.ts';
import { errors as enErrors } from './en/errors.ts';
import { exchange as enExchange } from './en/exchange.ts';
import { customerImport as enImport } from './en/import.ts';
import { network as enNetwork } from './en/network.ts';
import { notices as enNotices } from './en/notices.ts';
import { session as enSession } from './en/session.ts';
import { settings as enSettings } from './en/settings.ts';
import { setup as enSetup } from './en/setup.ts';
import { shell as enShell } from './en/shell.ts';
import { tickets as enTickets } from './en/tickets.ts';
import { attachments } from './fa/attachments.ts';
import { audit } from './fa/audit.ts';
import { common } from './fa/common.ts';
import { conflicts } from './fa/conflicts.ts';
import { customers } from './fa/customers.ts';
import { errors } from './fa/errors.ts';
import { exchange } from './fa/exchange.ts';
import { customerImport } from './fa/import.ts';
import { network } from './fa/network.ts';
import { notices } from './fa/notices.ts';
import { session } from './fa/session.ts';
import { settings } from './fa/settings.ts';
import { setup } from './fa/setup.ts';
import { shell } from './fa/shell.ts';
import { tickets } from './fa/tickets.ts';

export const fa = {
  attachments,
  audit,
  common,
  errors,
  exchange,
  shell,
  setup,
  session,
  network,
  notices,
  settings,
  customers,
  import: customerImport,
  tickets,
  conflicts,
};

export type Catalogue = typeof fa;

export const catalogues = {
  fa,
  ar: {
    attachments: arAttachments,
    audit: arAudit,
    common: arCommon,
    errors: arErrors,
    exchange: arExchange,
    shell: arShell,
    setup: arSetup,
    session: arSession,
    network: arNetwork,
    notices: arNotices,
    settings: arSettings,
    customers: arCustomers,
    import: arImport,
    tickets: arTickets,
    conflicts: arConflicts,
  },
  en: {
    attachments: enAttachments,
    audit: enAudit,
    common: enCommon,
    errors: enErrors,
    exchange: enExchange,
    shell: enShell,
    setup: enSetup,
    session: enSession,
    network: enNetwork,
    notices: enNotices,
    settings: enSettings,
    customers: enCustomers,
    import: enImport,
    tickets: enTickets,
    conflicts: enConflicts,
  },
} as const;
