import { type WorkWeekPreset, workWeek } from '../../../shared/rules/working-week.ts';
import { useFormat } from '../../app/format.ts';
import classes from './setup.module.css';

const firstMinute = 7 * 60;
const lastMinute = 18 * 60;
const columnWidth = 20;
const chartHeight = 30;
const weekdays = [0, 1, 2, 3, 4, 5, 6] as const;

const yOf = (minute: number) => ((minute - firstMinute) / (lastMinute - firstMinute)) * chartHeight;

/** 4 January 2026 was a Sunday: weekday names by their number. */
const sundayMs = Date.UTC(2026, 0, 4);

/** A week at a glance: which days, and from when to when. */
export function WeekPicture({ preset }: { readonly preset: WorkWeekPreset }) {
  const { language } = useFormat();
  const { firstDay, days } = workWeek(preset);
  const narrow = new Intl.DateTimeFormat(language, { weekday: 'narrow', timeZone: 'UTC' });
  const ordered = weekdays.map((offset) => weekdays[(firstDay + offset) % 7] ?? 0);
  return (
    <svg
      className={classes.weekPicture}
      viewBox={`0 0 ${7 * columnWidth} ${chartHeight + 14}`}
      aria-hidden="true"
    >
      {ordered.map((day, index) => {
        const column = language === 'en' ? index : 6 - index;
        const x = column * columnWidth + 2;
        return (
          <g key={day}>
            <rect x={x} y={0} width={16} height={chartHeight} rx={3} fill="var(--pd-neutral-soft)" />
            {days[day].map(([from, to]) => (
              <rect
                key={from}
                x={x}
                y={yOf(from)}
                width={16}
                height={yOf(to) - yOf(from)}
                rx={3}
                fill="var(--pd-accent)"
              />
            ))}
            <text x={x + 8} y={chartHeight + 11}>
              {narrow.format(sundayMs + day * 86_400_000)}
            </text>
          </g>
        );
      })}
    </svg>
  );
}
