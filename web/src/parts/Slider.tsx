import { useEffect, useRef, useState } from 'react'
import { fill, useWords } from '../words'

const SETTLED_MS = 250

/** A level of something, in percent, that is sent when the hand rests. */
export function Slider({ label, name, value, least = 0, onSet }: {
  label: string
  name: string
  /** Null while nobody knows. */
  value: number | null
  least?: number
  onSet: (value: number) => void
}) {
  const { words } = useWords()
  const [held, setHeld] = useState<number | null>(null)
  const latest = useRef(onSet)
  latest.current = onSet
  useEffect(() => {
    if (held === null) return undefined
    const timer = window.setTimeout(() => latest.current(held), SETTLED_MS)
    return () => window.clearTimeout(timer)
  }, [held])
  // What the server tells is the truth again.
  useEffect(() => setHeld(null), [value])
  const shown = held ?? value
  return (
    <label className="level">
      <span className="level-name" aria-hidden="true">{label}</span>
      <input
        type="range" min={least} max={100} value={shown ?? 50} aria-label={fill(words.ofThing, { what: label, name })}
        aria-valuetext={shown === null ? '?' : `${shown}%`} onChange={({ target }) => setHeld(Number(target.value))}
      />
      <span className="level-figure" aria-hidden="true">{shown === null ? '–' : `${shown}%`}</span>
    </label>
  )
}
