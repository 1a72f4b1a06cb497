import { useFormat } from '../../app/format.ts';
import classes from './queue-list.module.css';
import { scoreTone } from './ticket-tones.ts';

type ScoreBadgeProps = {
  /** 0–1000; shown as 0–100. */
  readonly score: number;
};

export function ScoreBadge({ score }: ScoreBadgeProps) {
  const format = useFormat();
  return (
    <span className={classes.score} data-tone={scoreTone(score)}>
      {format.digits(Math.floor(score / 10))}
    </span>
  );
}
