import { z } from 'zod';

/** A UUID in lower-case text form, branded with the entity whose rows it names. */
export type EntityId<Name extends string> = string & { readonly __entity: Name };

export type OrganisationId = EntityId<'organisation'>;
export type DeviceId = EntityId<'device'>;
export type UserId = EntityId<'user'>;
export type TeamId = EntityId<'team'>;
export type CustomerId = EntityId<'customer'>;
export type ContactPointId = EntityId<'contact_point'>;
export type TicketId = EntityId<'ticket'>;

/** One form only: ids are compared as texts, and capitals would make two devices of one. */
export const uuidSchema = z.uuid().refine((id) => id === id.toLowerCase(), { error: 'an id in capitals' });

const uuidPattern =
  /^(?:[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}|0{8}-0{4}-0{4}-0{4}-0{12}|f{8}-f{4}-f{4}-f{4}-f{12})$/;

/** What `uuidSchema` accepts, for paths that are too hot for a schema. */
export const isUuid = (value: unknown): value is string =>
  typeof value === 'string' && uuidPattern.test(value);

/** The schema that parses a branded id at a border: the one place where the brand is given. */
export const idSchema = <Name extends string>(): z.ZodType<EntityId<Name>, EntityId<Name>> =>
  // zod's own brand would leak its type into every consumer; the text form is what is checked.
  uuidSchema as unknown as z.ZodType<EntityId<Name>, EntityId<Name>>;
