import { useTranslation } from 'react-i18next';
import { languages } from '../../../shared/lib/language.ts';
import { ok } from '../../../shared/lib/result.ts';
import { SectionTitle } from '../../ui/section-title.tsx';
import { Choice } from './choice.tsx';
import classes from './customers.module.css';
import { Editable } from './editable.tsx';
import { type CustomerCard, useUpdateCustomer } from './use-customer.ts';

const kinds = ['person', 'company'] as const;

/** What stands still: the note that everyone should read first, the address, the kind, the language. */
export function CustomerDetails({ customer }: { readonly customer: CustomerCard['customer'] }) {
  const { t } = useTranslation();
  const update = useUpdateCustomer(customer.id);
  const emptyToNull = (typed: string) => ok(typed.trim() === '' ? null : typed.trim());
  return (
    <>
      <section className={classes.section}>
        <SectionTitle>{t('customers.note.title')}</SectionTitle>
        <Editable
          multiline
          label={t('customers.fields.note')}
          text={customer.note ?? ''}
          maxLength={4000}
          className={customer.note === null ? classes.noteEmpty : classes.note}
          parse={emptyToNull}
          onSave={(note) => update({ note })}
        >
          <span dir="auto">{customer.note ?? t('customers.note.empty')}</span>
        </Editable>
      </section>
      <dl className={`${classes.section} ${classes.details}`}>
        <dt>{t('customers.fields.address')}</dt>
        <dd>
          <Editable
            multiline
            label={t('customers.fields.address')}
            text={customer.address ?? ''}
            maxLength={1000}
            parse={emptyToNull}
            onSave={(address) => update({ address })}
          >
            {customer.address === null ? (
              <span className={classes.factUnknown}>{t('customers.facts.unknown')}</span>
            ) : (
              <span dir="auto">{customer.address}</span>
            )}
          </Editable>
        </dd>
        <dt>{t('customers.fields.kind')}</dt>
        <dd>
          <Choice
            label={t('customers.fields.kind')}
            value={customer.kind}
            options={kinds.map((value) => ({ value, label: t(`customers.kind.${value}`) }))}
            onChoose={(kind) => update({ kind })}
          >
            {t(`customers.kind.${customer.kind}`)}
          </Choice>
        </dd>
        <dt>{t('customers.fields.language')}</dt>
        <dd>
          <Choice
            label={t('customers.fields.language')}
            value={customer.language}
            options={languages.map((value) => ({ value, label: t(`common.languages.${value}`) }))}
            onChoose={(language) => update({ language })}
          >
            {t(`common.languages.${customer.language}`)}
          </Choice>
        </dd>
      </dl>
    </>
  );
}
