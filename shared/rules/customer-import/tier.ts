/** How files write the tier of a customer. */
import type { tiers } from '../../entities/customer.ts';
import { searchKeys } from '../search-key.ts';

export type Tier = (typeof tiers)[number];

const wordsByTier: readonly (readonly [Tier, readonly string[]])[] = [
  ['VIP', ['vip', 'v.i.p', 'v.i.p.', 'ویژه', 'وی آی پی', 'طلایی', 'مميز', 'کبار العملاء']],
  ['B2B', ['b2b', 'سازمانی', 'شرکتی', 'حقوقی', 'business', 'corporate', 'company', 'شركة', 'شركات']],
  ['standard', ['standard', 'عادی', 'معمولی', 'normal', 'regular', 'عام', 'حقیقی']],
];

const tierByWord: ReadonlyMap<string, Tier> = new Map(
  wordsByTier.flatMap(([tier, words]) => words.map((word) => [searchKeys(word).joined, tier] as const)),
);

/** The tier that a cell names in any of the three languages; null for a word that names none. */
export function parseTier(text: string): Tier | null {
  return tierByWord.get(searchKeys(text).joined) ?? null;
}
