import { useEffect, useState } from 'preact/hooks';

/** The time in milliseconds since the epoch, renewed every `everyMs`: for ages and what is left. */
export function useNow(everyMs = 1000): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
