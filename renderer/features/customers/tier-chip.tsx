import { useTranslation } from 'react-i18next';
import { Chip } from '../../ui/chip.tsx';
import type { CustomerListItem } from './use-customer-rows.ts';

type Tier = CustomerListItem['tier'];

/** The name of a tier in `common.tiers`. */
export const tierKey = { VIP: 'vip', B2B: 'b2b', standard: 'standard' } as const satisfies Record<
  Tier,
  string
>;

/** Says nothing of the tier that nearly everyone has. */
export function TierChip({ tier }: { readonly tier: Tier }) {
  const { t } = useTranslation();
  if (tier === 'standard') return null;
  return (
    <Chip small tone={tier === 'VIP' ? 'violet' : 'neutral'}>
      {t(`common.tiers.${tierKey[tier]}`)}
    </Chip>
  );
}
