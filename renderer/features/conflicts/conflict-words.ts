// The names of fields and values that two devices wrote apart, in the language of the window.
import type { ApiOutputs } from '../../../shared/contract/index.ts';
import type { Format } from '../../app/format.ts';
import type { Translate } from '../../app/i18n.ts';
import { tierKey } from '../customers/tier-chip.tsx';

export type Conflict = ApiOutputs['conflict']['list']['rows'][number];
export type ConflictValue = Conflict['values'][number];

/** Follows a path through texts; undefined where the catalogue has no such text. */
function textAt(texts: unknown, ...path: readonly string[]): string | undefined {
  let found = texts;
  for (const key of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return undefined;
    found = Reflect.get(found, key);
  }
  return typeof found === 'string' ? found : undefined;
}

/** A field of a version newer than this window has no name yet: it is still shown and still decided. */
export function fieldWords(entity: string, field: string, t: Translate): string {
  return textAt(t('conflicts.field', { returnObjects: true }), entity, field) ?? field;
}

export function entityWords(entity: string, t: Translate): string {
  return textAt(t('conflicts.entity', { returnObjects: true }), entity) ?? entity;
}

/** What a value of a fixed list is called; undefined for fields that are not such a list. */
function choiceWords(entity: string, field: string, value: string, t: Translate): string | undefined {
  const objects = { returnObjects: true } as const;
  switch (`${entity}.${field}`) {
    case 'customer.kind':
      return textAt(t('customers.kind', objects), value);
    case 'customer.language':
      return textAt(t('common.languages', objects), value);
    case 'customer.tier':
      return textAt(t('common.tiers', objects), textAt(tierKey, value) ?? value);
    case 'customer.clvBand':
      return textAt(t('customers.clv', objects), value);
    case 'contact_point.type':
      return textAt(t('customers.contacts.types', objects), value);
    case 'purchase.status':
      return textAt(t('customers.purchases.status', objects), value);
    case 'ticket.type':
      return textAt(t('tickets.type', objects), value);
    case 'ticket.impact':
    case 'ticket.urgency':
      return textAt(t('tickets.choice', objects), value);
    case 'ticket.status':
      return textAt(t('tickets.status', objects), value);
    case 'tag.colour':
      return textAt(t('conflicts.value.colour', objects), value);
    default:
      return undefined;
  }
}

type ValueContext = { readonly entity: string; readonly field: string };

/** One value as a person would read it on the card. */
export function valueWords(
  { value, label }: Pick<ConflictValue, 'value' | 'label'>,
  { entity, field }: ValueContext,
  format: Format,
  t: Translate,
): string {
  if (field === 'deletedAt' || field === 'removedAt') {
    return t(value === null ? 'conflicts.kept' : 'conflicts.deleted');
  }
  if (label !== null) return label;
  if (value === null || value === '') return t('conflicts.emptyValue');
  if (typeof value === 'boolean') return t(value ? 'conflicts.yes' : 'conflicts.no');
  if (typeof value === 'number') {
    if (field.endsWith('Rial')) return format.money(value);
    if (field.endsWith('EpochDay')) return format.epochDay(value);
    return field.endsWith('At') ? format.dateTime(value) : format.number(value);
  }
  return typeof value === 'string' ? (choiceWords(entity, field, value, t) ?? value) : JSON.stringify(value);
}
