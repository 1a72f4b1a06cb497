import { useTranslation } from 'react-i18next';
import { ticketLevels, ticketTypes } from '../../../shared/entities/ticket.ts';
import classes from './dialogs.module.css';
import { Segmented } from './segmented.tsx';
import type { TicketCard } from './ticket-types.ts';

export type Nature = Pick<TicketCard['ticket'], 'type' | 'impact' | 'urgency'>;

type NatureFieldsProps = { readonly nature: Nature; readonly onChange: (nature: Nature) => void };

/** What kind of thing it is and how pressing: three choices of three. */
export function NatureFields({ nature, onChange }: NatureFieldsProps) {
  const { t } = useTranslation();
  const levels = ticketLevels.map((value) => ({ value, label: t(`tickets.choice.${value}`) }));
  return (
    <div className={classes.choices}>
      <Segmented
        label={t('tickets.field.type')}
        value={nature.type}
        options={ticketTypes.map((value) => ({ value, label: t(`tickets.type.${value}`) }))}
        onChange={(type) => onChange({ ...nature, type })}
      />
      <Segmented
        label={t('tickets.field.impact')}
        value={nature.impact}
        options={levels}
        onChange={(impact) => onChange({ ...nature, impact })}
      />
      <Segmented
        label={t('tickets.field.urgency')}
        value={nature.urgency}
        options={levels}
        onChange={(urgency) => onChange({ ...nature, urgency })}
      />
    </div>
  );
}
