import { type KeyboardEvent, type PointerEvent, type RefObject, useEffect, useMemo, useRef, useState } from 'react'
import type { Layout } from '../photos/justified'
import { monthName } from '../photos/naming'
import { useWords } from '../words'

/** Pixels between two years that are named. */
const APART = 26

/** Beside the grid: the years, to go to any month with a finger, a mouse or the arrow keys. */
export function PhotoScrubber({ layout, box, top }: { layout: Layout; box: RefObject<HTMLElement | null>; top: number }) {
  const { ui, words } = useWords()
  const track = useRef<HTMLDivElement>(null)
  const [height, setHeight] = useState(0)
  const [held, setHeld] = useState(false)
  const { months } = layout
  const here = lastUnder(months, top + (held ? 0 : 240))
  const [aimed, setAimed] = useState(0)
  const now = months[held ? aimed : here]
  useEffect(() => {
    const shown = track.current
    if (shown === null) return undefined
    const sized = new ResizeObserver(() => setHeight(shown.clientHeight))
    sized.observe(shown)
    return () => sized.disconnect()
  }, [])
  const years = useMemo(() => {
    const named: { year: number; at: number }[] = []
    for (const { key, top: from } of months) {
      const [year, at] = [Math.floor(key / 12), (from / layout.height) * height]
      const last = named.at(-1)
      if (last?.year !== year && (last === undefined || at - last.at >= APART) && at <= height - APART / 2) named.push({ year, at })
    }
    return named
  }, [months, layout.height, height])
  if (months.length < 3) return null

  const go = (index: number) => {
    const page = box.current?.closest<HTMLElement>('.page')
    const month = months[Math.min(Math.max(index, 0), months.length - 1)]
    if (page === null || page === undefined || month === undefined || box.current === null) return
    const from = box.current.getBoundingClientRect().top - page.getBoundingClientRect().top + page.scrollTop
    page.scrollTop = from + month.top - 64
  }
  const follow = (event: PointerEvent) => {
    const { top: from, height: high } = event.currentTarget.getBoundingClientRect()
    const y = (Math.min(Math.max((event.clientY - from) / high, 0), 1)) * layout.height
    const index = lastUnder(months, y)
    setAimed(index)
    go(index)
  }
  const keys = (event: KeyboardEvent) => {
    const steps: Record<string, number> = { ArrowUp: -1, ArrowDown: 1, ArrowLeft: -1, ArrowRight: 1, PageUp: -12, PageDown: 12, Home: -Infinity, End: Infinity }
    const step = steps[event.key]
    if (step === undefined) return
    event.preventDefault()
    go(here + step)
  }
  const at = now === undefined ? 0 : (now.top / layout.height) * height
  return (
    <div className="scrubber" data-held={held ? '' : undefined}>
      <div
        ref={track} className="scrubber-track" role="slider" tabIndex={0} aria-orientation="vertical" aria-label={words.photoDates}
        aria-valuemin={0} aria-valuemax={months.length - 1} aria-valuenow={here} aria-valuetext={monthName(now?.key ?? 0, ui)}
        onKeyDown={keys}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId)
          setHeld(true)
          follow(event)
        }}
        onPointerMove={(event) => held && follow(event)} onPointerUp={() => setHeld(false)} onPointerCancel={() => setHeld(false)}
      >
        {years.map(({ year, at: from }) => <span key={year} className="scrubber-year" style={{ top: from }}>{year}</span>)}
        <span className="scrubber-here" style={{ top: at }}>
          {held && <span className="scrubber-name">{monthName(now?.key ?? 0, ui)}</span>}
        </span>
      </div>
    </div>
  )
}

/** The last month that begins above a height. */
function lastUnder(months: Layout['months'], y: number): number {
  let at = months.length - 1
  while (at > 0 && (months[at]?.top ?? 0) > y) at -= 1
  return at
}
