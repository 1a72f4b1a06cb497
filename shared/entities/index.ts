import { attachment } from './attachment.ts';
import { budget, grant, grantTransfer, spend } from './budget.ts';
import { contactPoint } from './contact-point.ts';
import { customer } from './customer.ts';
import { customerMerge } from './customer-merge.ts';
import type { Entity } from './define-entity.ts';
import { device } from './device.ts';
import { followUp } from './follow-up.ts';
import { hubTerm } from './hub-term.ts';
import { interaction } from './interaction.ts';
import { organisation } from './organisation.ts';
import { product } from './product.ts';
import { purchase } from './purchase.ts';
import { restamp } from './restamp.ts';
import { setting } from './setting.ts';
import { customerTag, tag } from './tag.ts';
import { team } from './team.ts';
import { ticket } from './ticket.ts';
import { ticketEvent } from './ticket-event.ts';
import { user } from './user.ts';

/** Every synced entity, by table name. A new one is a file, a line here, and a migration. */
export const entities = {
  organisation,
  user,
  team,
  device,
  customer,
  contact_point: contactPoint,
  product,
  purchase,
  ticket,
  ticket_event: ticketEvent,
  interaction,
  follow_up: followUp,
  attachment,
  tag,
  customer_tag: customerTag,
  customer_merge: customerMerge,
  setting,
  budget,
  grant,
  grant_transfer: grantTransfer,
  spend,
  hub_term: hubTerm,
  restamp,
} as const;

export type EntityName = keyof typeof entities;

export const isEntityName = (value: string): value is EntityName => Object.hasOwn(entities, value);

export const entityByName = (entityName: EntityName): Entity => entities[entityName];
