import { type PointerEvent, type RefObject, useEffect, useRef, useState } from 'react'
import { closer, held, type Look, WHOLE } from './zoom'

interface Wants {
  frame: RefObject<HTMLElement | null>
  /** Width by height of the picture. */
  ratio: number
  /** What the look belongs to: another one begins whole. */
  of: string
  /** A swipe to the one before or after. */
  onStep: (step: -1 | 1) => void
  /** A swipe down. */
  onLeave: () => void
  onTap: () => void
}

export interface Gestures {
  look: Look
  /** How far the finger has moved the whole picture, in pixels. */
  swiped: { x: number; y: number }
  moving: boolean
  zoom: (factor: number) => void
  handlers: Record<'onPointerDown' | 'onPointerMove' | 'onPointerUp' | 'onPointerCancel', (event: PointerEvent) => void>
}

const STILL = { x: 0, y: 0 }
/** Of the width, what makes a swipe. */
const ENOUGH = 0.16
/** Or pixels a millisecond. */
const FLICK = 0.45
const DOUBLE_MS = 300
const NEAR = 12

/** Swiping, pinching, double taps, the wheel and dragging, over one picture. */
export function useGestures({ frame, ratio, of, onStep, onLeave, onTap }: Wants): Gestures {
  const [look, setLook] = useState(WHOLE)
  const [swiped, setSwiped] = useState(STILL)
  const [moving, setMoving] = useState(false)
  const fingers = useRef(new Map<number, { x: number; y: number }>())
  const began = useRef({ x: 0, y: 0, at: 0, pinched: false, tap: 0 })
  const [shown, setShown] = useState(of)
  if (shown !== of) {
    setShown(of)
    setLook(WHOLE)
    setSwiped(STILL)
  }
  const size = () => ({ width: frame.current?.clientWidth ?? 1, height: frame.current?.clientHeight ?? 1 })
  const middled = (x: number, y: number) => {
    const box = frame.current?.getBoundingClientRect()
    return { x: x - (box?.left ?? 0) - (box?.width ?? 0) / 2, y: y - (box?.top ?? 0) - (box?.height ?? 0) / 2 }
  }
  const near = (factor: number, x = 0, y = 0) => setLook((before) => held(closer(before, factor, x, y), ratio, size()))
  const latest = useRef(near)
  latest.current = near
  useEffect(() => {
    const shownFrame = frame.current
    const turn = (event: WheelEvent) => {
      event.preventDefault()
      const { x, y } = middled(event.clientX, event.clientY)
      latest.current(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.002)), x, y)
    }
    shownFrame?.addEventListener('wheel', turn, { passive: false })
    return () => shownFrame?.removeEventListener('wheel', turn)
    // The frame stays the same one.
  }, [])

  const down = (event: PointerEvent) => {
    if (event.button !== 0) return
    event.currentTarget.setPointerCapture(event.pointerId)
    fingers.current.set(event.pointerId, { x: event.clientX, y: event.clientY })
    if (fingers.current.size === 1) Object.assign(began.current, { x: event.clientX, y: event.clientY, at: event.timeStamp, pinched: false })
    else began.current.pinched = true
    setMoving(true)
  }
  const move = (event: PointerEvent) => {
    const before = fingers.current.get(event.pointerId)
    if (before === undefined) return
    const now = { x: event.clientX, y: event.clientY }
    const other = [...fingers.current].find(([id]) => id !== event.pointerId)?.[1]
    fingers.current.set(event.pointerId, now)
    if (other !== undefined) {
      const middle = middled((now.x + other.x) / 2, (now.y + other.y) / 2)
      near(distance(now, other) / Math.max(1, distance(before, other)), middle.x, middle.y)
    } else if (look.scale > 1) {
      setLook((each) => held({ ...each, x: each.x + now.x - before.x, y: each.y + now.y - before.y }, ratio, size()))
    } else if (!began.current.pinched) {
      const [x, y] = [now.x - began.current.x, now.y - began.current.y]
      setSwiped(Math.abs(x) >= Math.abs(y) ? { x, y: 0 } : { x: 0, y: Math.max(0, y) })
    }
  }
  const up = (event: PointerEvent) => {
    if (!fingers.current.delete(event.pointerId) || fingers.current.size > 0) return
    setMoving(false)
    setSwiped(STILL)
    const { x, y, at, pinched, tap } = began.current
    const [across, along] = [event.clientX - x, event.clientY - y]
    if (pinched) return
    if (Math.hypot(across, along) < NEAR) {
      const twice = event.timeStamp - tap < DOUBLE_MS
      began.current.tap = twice ? 0 : event.timeStamp
      const middle = middled(event.clientX, event.clientY)
      if (twice) near(look.scale > 1 ? 1 / look.scale : 2.5, middle.x, middle.y)
      else onTap()
    } else if (look.scale === 1) {
      const speed = (part: number) => Math.abs(part) / Math.max(1, event.timeStamp - at)
      const far = (part: number, of_: number) => Math.abs(part) > of_ * ENOUGH || (Math.abs(part) > 24 && speed(part) > FLICK)
      if (Math.abs(across) >= Math.abs(along)) {
        if (far(across, size().width)) onStep(across < 0 ? 1 : -1)
      } else if (along > 0 && far(along, size().height)) onLeave()
    }
  }
  return {
    look,
    swiped,
    moving,
    zoom: (factor) => near(factor),
    handlers: {
      onPointerDown: down,
      onPointerMove: move,
      onPointerUp: up,
      onPointerCancel: (event) => {
        fingers.current.delete(event.pointerId)
        setMoving(false)
        setSwiped(STILL)
      },
    },
  }
}

function distance(one: { x: number; y: number }, other: { x: number; y: number }): number {
  return Math.hypot(one.x - other.x, one.y - other.y)
}
