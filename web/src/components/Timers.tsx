import { useEffect, useState } from 'react'
import { timers as timersOf } from '../home/documents'
import { useDocs } from '../home/sync'
import { byTimer, type Timer } from '../talk/state'
import { useWords } from '../words'
import { PauseTimer } from './PauseTimer'

/** A timer that is over by so much rang in another tab. */
const OVER_MS = 5_000

/** The timers of this device, and how long they still take; of one that was changed elsewhere its record says so. */
export function Timers({ timers }: { timers: Timer[] }) {
  const { words } = useWords()
  const kept = timersOf(useDocs('timers'))
  const now = useSeconds(timers.length > 0)
  const shown = timers
    .map((timer) => {
      const record = kept.find(({ id }) => id === timer.key)
      return record === undefined
        ? { ...timer, record }
        : { ...timer, name: record.name, ringsAt: record.ends * 1000, left: record.left * 1000, record }
    })
    .filter(({ ringsAt, left }) => left > 0 || ringsAt > now - OVER_MS)
    .sort(byTimer)
  if (shown.length === 0) return null
  return (
    <ul className="timers" aria-label={words.timers}>
      {shown.map(({ key, name, ringsAt, left, record }) => (
        <li key={key} data-paused={left > 0}>
          {name !== '' && <span>{name}</span>}
          <time role="timer">{clock(left > 0 ? left : Math.max(0, ringsAt - now))}</time>
          {left > 0 && <span className="timer-paused">{words.timerPaused}</span>}
          {record !== undefined && <PauseTimer timer={record} />}
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
