import { useEffect, useState } from 'react'
import type { Timer } from '../talk/state'
import { useWords } from '../words'

/** A timer that is over by so much rang in another tab. */
const OVER_MS = 5_000

/** The timers that run, and how long they still take. */
export function Timers({ timers }: { timers: Timer[] }) {
  const { words } = useWords()
  const now = useSeconds(timers.length > 0)
  const running = timers.filter(({ ringsAt }) => ringsAt > now - OVER_MS)
  if (running.length === 0) return null
  return (
    <ul className="timers" aria-label={words.timers}>
      {running.map(({ key, name, ringsAt }) => (
        <li key={key}>
          {name !== '' && <span>{name}</span>}
          <time role="timer">{clock(Math.max(0, ringsAt - now))}</time>
        </li>
      ))}
    </ul>
  )
}

function useSeconds(running: boolean): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    if (!running) return undefined
    setNow(Date.now())
    const ticking = window.setInterval(() => setNow(Date.now()), 250)
    return () => window.clearInterval(ticking)
  }, [running])
  return now
}

/** Milliseconds as `9:59` or `1:00:00`; the last second begun counts whole. */
export function clock(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000)
  const pad = (value: number) => String(value).padStart(2, '0')
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  return h > 0 ? `${h}:${pad(m)}:${pad(s)}` : `${m}:${pad(s)}`
}
