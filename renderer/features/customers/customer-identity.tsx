import { useTranslation } from 'react-i18next';
import { tiers } from '../../../shared/entities/customer.ts';
import { err, ok } from '../../../shared/lib/result.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Chip } from '../../ui/chip.tsx';
import { Choice } from './choice.tsx';
import classes from './customers.module.css';
import { DataAge } from './data-age.tsx';
import { Editable } from './editable.tsx';
import { tierKey } from './tier-chip.tsx';
import { type CustomerCard, useUpdateCustomer } from './use-customer.ts';
import { useTenureText } from './use-tenure-text.ts';

/** Who it is: name, tier, city, since when, and how fresh all of this is. */
export function CustomerIdentity({ card }: { readonly card: CustomerCard }) {
  const { t } = useTranslation();
  const { customer } = card;
  const update = useUpdateCustomer(customer.id);
  const tenure = useTenureText(customer.sinceEpochDay);
  const tierOptions = tiers.map((value) => ({ value, label: t(`common.tiers.${tierKey[value]}`) }));
  return (
    <div className={classes.identity}>
      <Avatar name={customer.displayName} />
      <div className={classes.identityText}>
        <div className={classes.nameLine}>
          <Editable
            label={t('customers.fields.displayName')}
            text={customer.displayName}
            className={classes.name}
            maxLength={200}
            parse={(typed) => (typed.trim() === '' ? err(t('customers.edit.nameMissing')) : ok(typed.trim()))}
            onSave={(displayName) => update({ displayName })}
          >
            <bdi>{customer.displayName}</bdi>
          </Editable>
          <Choice
            label={t('customers.fields.tier')}
            value={customer.tier}
            options={tierOptions}
            onChoose={(tier) => update({ tier })}
          >
            <Chip small tone={customer.tier === 'VIP' ? 'violet' : 'neutral'}>
              {t(`common.tiers.${tierKey[customer.tier]}`)}
            </Chip>
          </Choice>
        </div>
        <div className={classes.subline}>
          <Editable
            label={t('customers.fields.city')}
            text={customer.city ?? ''}
            maxLength={200}
            parse={(typed) => ok(typed.trim() === '' ? null : typed.trim())}
            onSave={(city) => update({ city })}
          >
            {customer.city === null ? t('customers.cityUnknown') : <bdi>{customer.city}</bdi>}
          </Editable>
          {tenure === null ? null : <span> · {tenure}</span>}
        </div>
        <DataAge dataAsOf={card.dataAsOf} />
      </div>
    </div>
  );
}
