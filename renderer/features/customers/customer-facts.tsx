import { useTranslation } from 'react-i18next';
import { err, ok } from '../../../shared/lib/result.ts';
import { parseDateInput } from '../../../shared/rules/jalali.ts';
import { type AmountError, parseAmount } from '../../../shared/rules/money.ts';
import { useFormat } from '../../app/format.ts';
import { Choice } from './choice.tsx';
import classes from './customers.module.css';
import { Editable } from './editable.tsx';
import { type CustomerCard, useUpdateCustomer } from './use-customer.ts';
import { useOffice } from './use-office.ts';

const bands = ['A', 'B', 'C', 'D', 'unknown'] as const;

const amountProblem = ({ type }: AmountError) =>
  type === 'amount-too-large' ? 'customers.edit.moneyTooLarge' : 'customers.edit.notMoney';

/** What the customer is worth to the company, and since when: three boxes, each edited where it stands. */
export function CustomerFacts({ customer }: { readonly customer: CustomerCard['customer'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { rialPerToman } = useOffice();
  const update = useUpdateCustomer(customer.id);
  const { totalPurchaseRial, sinceEpochDay } = customer;
  const unknown = (
    <span className={classes.factUnknown} title={t('customers.facts.unknown')}>
      —
    </span>
  );

  const describeMoney = (typed: string) => {
    const parsed = parseAmount(typed, 'toman', rialPerToman);
    return parsed.ok
      ? t('customers.edit.rialEquals', { amount: format.number(parsed.value) })
      : t('customers.edit.unitHint');
  };
  return (
    <div className={classes.facts}>
      <div className={classes.fact}>
        <span className={classes.factLabel}>{t('customers.facts.value')}</span>
        <Choice
          label={t('customers.fields.clvBand')}
          value={customer.clvBand}
          options={bands.map((value) => ({ value, label: t(`customers.clv.${value}`) }))}
          onChoose={(clvBand) => update({ clvBand })}
          className={classes.factValue}
        >
          {customer.clvBand === 'unknown' ? unknown : customer.clvBand}
        </Choice>
      </div>
      <div className={classes.fact}>
        <span className={classes.factLabel}>{t('customers.facts.total')}</span>
        <Editable
          label={t('customers.fields.totalPurchase')}
          text={totalPurchaseRial === null ? '' : format.number(totalPurchaseRial / rialPerToman)}
          unit={t('customers.edit.toman')}
          className={classes.factValue}
          describe={describeMoney}
          parse={(typed) => {
            if (typed.trim() === '') return ok(null);
            const parsed = parseAmount(typed, 'toman', rialPerToman);
            return parsed.ok ? parsed : err(t(amountProblem(parsed.error)));
          }}
          onSave={(value) => update({ totalPurchaseRial: value })}
        >
          {totalPurchaseRial === null ? unknown : <bdi>{format.money(totalPurchaseRial)}</bdi>}
        </Editable>
      </div>
      <div className={classes.fact}>
        <span className={classes.factLabel}>{t('customers.facts.since')}</span>
        <Editable
          label={t('customers.fields.since')}
          text={sinceEpochDay === null ? '' : format.epochDay(sinceEpochDay)}
          placeholder={t('customers.edit.datePlaceholder')}
          className={classes.factValue}
          describe={(typed) => {
            const parsed = parseDateInput(typed);
            return parsed.ok ? format.date(parsed.value.epochDay * 86_400_000) : t('customers.edit.dateHint');
          }}
          parse={(typed) => {
            if (typed.trim() === '') return ok(null);
            const parsed = parseDateInput(typed);
            return parsed.ok ? ok(parsed.value.epochDay) : err(t('customers.edit.noSuchDate'));
          }}
          onSave={(value) => update({ sinceEpochDay: value })}
        >
          {sinceEpochDay === null ? (
            unknown
          ) : (
            <bdi className={classes.factDate}>{format.epochDay(sinceEpochDay)}</bdi>
          )}
        </Editable>
      </div>
    </div>
  );
}
