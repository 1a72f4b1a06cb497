import { err, ok, type Result } from '../../../shared/lib/result.ts';
import { toAsciiDigits } from '../../../shared/rules/digits.ts';
import { parseDateInput } from '../../../shared/rules/jalali.ts';

export type CallTimeError = { readonly type: 'unreadable' | 'future' };

export type Clock = {
  /** Milliseconds UTC. */
  readonly now: number;
  /** The office's time, minutes east of UTC. */
  readonly offsetMin: number;
};

/**
 * When a call was, from a day in either calendar (empty is today) and a time of day such as `9:45` or `۰۹۴۵`,
 * in the office's time. Answers milliseconds UTC; refuses what has not come yet.
 */
export function parseCallTime(
  day: string,
  time: string,
  { now, offsetMin }: Clock,
): Result<number, CallTimeError> {
  const parts = /^(\d{1,2})[:.٫]?(\d{2})$/.exec(toAsciiDigits(time).trim());
  const hours = Number(parts?.[1]);
  const minutes = Number(parts?.[2]);
  if (parts === null || hours > 23 || minutes > 59) return err({ type: 'unreadable' });
  const today = Math.floor((now + offsetMin * 60_000) / 86_400_000);
  const parsed = day.trim() === '' ? ok({ epochDay: today }) : parseDateInput(day);
  if (!parsed.ok) return err({ type: 'unreadable' });
  const at = parsed.value.epochDay * 86_400_000 + (hours * 60 + minutes - offsetMin) * 60_000;
  return at > now ? err({ type: 'future' }) : ok(at);
}
