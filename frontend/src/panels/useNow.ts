import { useEffect, useState } from 'react'

/** The time [ms], updated every so many ms; 0 stops the clock. */
export function useNow(every: number): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    if (every === 0) return
    setNow(Date.now()) // the clock may have been stopped
    const timer = setInterval(() => setNow(Date.now()), every)
    return () => clearInterval(timer)
  }, [every])
  return now
}
