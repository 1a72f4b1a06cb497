import { useEffect, useState } from 'react';

/** The present, milliseconds UTC, renewed every `everyMs`: for clocks and «۷ دقیقه پیش». */
export function useNow(everyMs = 30_000): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
