import type {
  ContractRouterClient,
  InferContractRouterInputs,
  InferContractRouterOutputs,
} from '@orpc/contract';
import { attachment } from './attachment.ts';
import { audit } from './audit.ts';
import { budget, grant, spend } from './budget.ts';
import { conflict } from './conflict.ts';
import { contactPoint, customer, tag } from './customer.ts';
import { customerImport } from './customer-import.ts';
import { exchange } from './exchange.ts';
import { live } from './live.ts';
import { notices } from './notice.ts';
import { preference } from './preference.ts';
import { search } from './search.ts';
import { session, user } from './session.ts';
import { setup } from './setup.ts';
import { sync } from './sync.ts';
import { interaction, ticket } from './ticket.ts';

/** Every command and query of the core: whatever the window can do, a script can do. */
export const contract = {
  setup,
  session,
  user,
  preference,
  customer,
  contactPoint,
  tag,
  search,
  ticket,
  interaction,
  conflict,
  budget,
  grant,
  spend,
  customerImport,
  attachment,
  exchange,
  audit,
  sync,
  notices,
  live,
};

export type Contract = typeof contract;
export type ApiClient = ContractRouterClient<Contract>;
export type ApiInputs = InferContractRouterInputs<Contract>;
export type ApiOutputs = InferContractRouterOutputs<Contract>;
