import { type RefObject, useCallback, useEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'

/** Of the height in sight, how much is drawn above and below it. */
const BEYOND = 0.75
/** Steps in which what is drawn changes, in pixels: most frames of a scroll then draw nothing. */
const STEP = 200
/** Pixels a millisecond beyond which nobody sees a picture that passes. */
const QUICK = 4
const SETTLED_MS = 90

export interface Scroller {
  /** Pixels across; 0 before it is known. */
  width: number
  /** What is to be drawn, in the box's own pixels. */
  top: number
  bottom: number
  quick: boolean
  /** Bring something of that height into sight. */
  scrollTo: (top: number, height: number) => void
}

/** Which part of a box is in sight of the page that scrolls around it. */
export function useScroller(box: RefObject<HTMLElement | null>): Scroller {
  const [width, setWidth] = useState(0)
  const [part, setPart] = useState({ top: 0, bottom: 0 })
  const [quick, setQuick] = useState(false)
  const before = useRef({ at: 0, when: 0 })
  useEffect(() => {
    const inner = box.current
    const page = inner?.closest<HTMLElement>('.page')
    if (inner === null || page === null || page === undefined) return undefined
    let settled: number | undefined
    const look = () => {
      const when = performance.now()
      const from = page.getBoundingClientRect().top - inner.getBoundingClientRect().top
      const high = page.clientHeight
      const [top, bottom] = [from - high * BEYOND, from + high * (1 + BEYOND)].map((each) => Math.floor(each / STEP) * STEP) as [number, number]
      setPart((now) => (now.top === top && now.bottom === bottom + STEP ? now : { top, bottom: bottom + STEP }))
      const passed = Math.abs(page.scrollTop - before.current.at) / Math.max(1, when - before.current.when)
      before.current = { at: page.scrollTop, when }
      window.clearTimeout(settled)
      if (passed > QUICK) settled = window.setTimeout(() => setQuick(false), SETTLED_MS)
      setQuick(passed > QUICK)
    }
    // A browser tells of scrolling once a frame, before it draws: what is needed is drawn in the same frame.
    const scrolled = () => flushSync(look)
    const sized = new ResizeObserver(() => {
      setWidth(inner.clientWidth)
      look()
    })
    sized.observe(inner)
    sized.observe(page)
    page.addEventListener('scroll', scrolled, { passive: true })
    setWidth(inner.clientWidth)
    look()
    return () => {
      sized.disconnect()
      page.removeEventListener('scroll', scrolled)
      window.clearTimeout(settled)
    }
  }, [box])
  const scrollTo = useCallback((top: number, height: number) => {
    const inner = box.current
    const page = inner?.closest<HTMLElement>('.page')
    if (inner === null || page === null || page === undefined) return
    const from = page.getBoundingClientRect().top - inner.getBoundingClientRect().top
    // Under what stays at the top of the page.
    const margin = 96
    if (top < from + margin) page.scrollTop += top - from - margin
    else if (top + height > from + page.clientHeight - 16) page.scrollTop += top + height - from - page.clientHeight + 16
  }, [box])
  return { width, top: part.top, bottom: part.bottom, quick, scrollTo }
}
