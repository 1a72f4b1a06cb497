import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { api } from './api.ts';

/**
 * The present by the office's time, milliseconds UTC, renewed every `everyMs`: for clocks and «۷ دقیقه پیش». A PC
 * whose own clock is wrong shows the same deadlines as every other.
 */
export function useNow(everyMs = 30_000): number {
  const { data } = useQuery(api.sync.status.queryOptions());
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now + (data?.clockOffsetMs ?? 0);
}
