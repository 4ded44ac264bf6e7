import { type RefObject, useEffect, useImperativeHandle, useRef } from 'react'

export interface TrailHandle {
  /** A path in pixels of the screen; an empty one fades away. */
  draw: (path: readonly (readonly [x: number, y: number, t: number])[]) => void
}

/** Milliseconds that a path stays in sight behind the finger. */
const STAYS_MS = 450
const WIDTH = 9

/** The line that a finger draws over the keys. */
export function Trail({ ref }: { ref: RefObject<TrailHandle | null> }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const shown = useRef<{ x: number; y: number; at: number }[]>([])
  const frame = useRef(0)
  useEffect(() => () => cancelAnimationFrame(frame.current), [])
  useImperativeHandle(ref, () => {
    let known = 0
    const paint = () => {
      const on = canvas.current
      const context = on?.getContext('2d')
      if (on === null || on === undefined || context === null || context === undefined) return
      const { width, height, left, top } = on.getBoundingClientRect()
      const sharp = window.devicePixelRatio
      if (on.width !== Math.round(width * sharp)) {
        on.width = Math.round(width * sharp)
        on.height = Math.round(height * sharp)
      }
      context.setTransform(sharp, 0, 0, sharp, -left * sharp, -top * sharp)
      context.clearRect(left, top, width, height)
      context.strokeStyle = getComputedStyle(on).color
      context.lineCap = 'butt'
      const now = performance.now()
      shown.current = shown.current.filter(({ at }) => now - at < STAYS_MS)
      shown.current.forEach(({ x, y, at }, i) => {
        const before = shown.current[i - 1]
        if (before === undefined) return
        const fresh = 1 - (now - at) / STAYS_MS
        context.globalAlpha = 0.15 + 0.6 * fresh
        context.lineWidth = 2 + WIDTH * fresh
        context.beginPath()
        context.moveTo(before.x, before.y)
        context.lineTo(x, y)
        context.stroke()
      })
      frame.current = shown.current.length > 0 ? requestAnimationFrame(paint) : 0
    }
    return {
      draw: (path) => {
        if (path.length === 0) known = 0
        else {
          const at = performance.now()
          shown.current.push(...path.slice(known).map(([x, y]) => ({ x, y, at })))
          known = path.length
        }
        if (frame.current === 0) frame.current = requestAnimationFrame(paint)
      },
    }
  }, [])
  return <canvas ref={canvas} className="trail" aria-hidden="true" />
}
