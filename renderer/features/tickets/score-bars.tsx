import { useTranslation } from 'react-i18next';
import { useFormat } from '../../app/format.ts';
import { SectionTitle } from '../../ui/section-title.tsx';
import classes from './customer-pane.module.css';
import type { TicketCard } from './ticket-types.ts';

type ScoreBarsProps = { readonly score: TicketCard['score'] };

const factors = ['U', 'V', 'D', 'S', 'W'] as const;

/** Why a ticket stands where it stands: five bars, and the points of each. */
export function ScoreBars({ score }: ScoreBarsProps) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <section className={classes.section}>
      <SectionTitle order={2}>
        {t('tickets.pane.why', { score: format.digits(Math.floor(score.total / 10)) })}
      </SectionTitle>
      <dl className={classes.bars}>
        {factors.map((factor) => {
          const part = score.parts[factor];
          return (
            <div key={factor} className={classes.bar}>
              <dt>{t(`tickets.pane.factor.${factor}`)}</dt>
              <dd>
                <span className={classes.barTrack}>
                  <span style={{ inlineSize: `${Math.min(100, Math.round(part.factor / 10))}%` }} />
                </span>
                <span>{format.number(part.points / 10)}</span>
              </dd>
            </div>
          );
        })}
        {score.ageing > 0 ? (
          <div className={classes.bar}>
            <dt>{t('tickets.pane.factor.ageing')}</dt>
            <dd>
              <span className={classes.noTrack} />
              <span>{format.number(score.ageing / 10)}</span>
            </dd>
          </div>
        ) : null}
      </dl>
    </section>
  );
}
