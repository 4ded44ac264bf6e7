import { useEffect, useRef, useState } from 'react'
import { ApiError } from '../home/api'
import { localeOf } from '../home/when'
import { loadIndexing } from '../photos/server'
import type { Indexing } from '../photos/types'
import { fill, useWords } from '../words'

const BUSY_MS = 2_000
const IDLE_MS = 15_000
/** Milliseconds between two looks at what other devices brought meanwhile. */
const AGAIN_MS = 10_000

/** How far looking at the photos is, while it goes on. */
export function PhotoIndexing({ onProgress }: { onProgress: () => void }) {
  const { ui, words } = useWords()
  const [state, setState] = useState<Indexing | null>(null)
  const ended = useRef(onProgress)
  ended.current = onProgress
  useEffect(() => {
    let timer: number | undefined
    let before = 0
    let all: number | null = null
    let told = 0
    let over = false
    const look = async () => {
      let waiting = before
      if (document.visibilityState === 'visible') {
        const now = await loadIndexing().catch((error: unknown) => {
          if (error instanceof ApiError) return null // asked again soon; the page says when nobody answers
          throw error
        })
        if (over) return
        if (now !== null) setState(now)
        waiting = now?.waiting ?? 0
        const total = now === null ? all : now.waiting + now.done + now.failed
        // Others bring photos too, and what was found may change when one was taken.
        const changed = (before > 0 && waiting === 0) || (all !== null && total !== all && Date.now() - told > AGAIN_MS)
        if (changed) {
          told = Date.now()
          ended.current()
        }
        if (changed || all === null) all = total
        before = waiting
      }
      timer = window.setTimeout(() => void look(), waiting > 0 ? BUSY_MS : IDLE_MS)
    }
    void look()
    return () => {
      over = true
      window.clearTimeout(timer)
    }
  }, [])
  if (state === null || state.waiting === 0) return null
  const number = (value: number) => new Intl.NumberFormat(localeOf(ui)).format(value)
  const [done, all] = [state.done + state.failed, state.done + state.failed + state.waiting]
  const left = state.per_second > 0 ? state.waiting / state.per_second : 0
  return (
    <section className="photo-indexing" aria-label={words.indexing}>
      <p>{fill(words.indexed, { count: number(done), all: number(all) })}</p>
      <progress max={all} value={done} aria-label={words.indexing} />
      <p className="hint">
        {!state.running ? words.indexingWaits : left > 90 ? fill(words.minutesLeft, { count: number(Math.ceil(left / 60)) }) : words.soonDone}
      </p>
    </section>
  )
}
