import { type MouseEvent, type PointerEvent, useEffect, useRef } from 'react'

const HOLD_MS = 450
/** Pixels that a resting finger may wander. */
const NEAR = 10

/** A finger that rests on something, rather than to press or to scroll. `held` says whether the press after it was that. */
export function useHold(onHold: (target: HTMLElement) => void) {
  const state = useRef<{ timer: number | undefined; x: number; y: number; held: boolean }>({ timer: undefined, x: 0, y: 0, held: false })
  const latest = useRef(onHold)
  latest.current = onHold
  const end = () => window.clearTimeout(state.current.timer)
  useEffect(() => end, [])
  return {
    held: () => {
      const was = state.current.held
      state.current.held = false
      return was
    },
    handlers: {
      onPointerDown: (event: PointerEvent) => {
        end()
        state.current.held = false
        if (event.pointerType !== 'touch') return
        const target = event.target as HTMLElement
        Object.assign(state.current, { x: event.clientX, y: event.clientY })
        state.current.timer = window.setTimeout(() => {
          state.current.held = true
          latest.current(target)
        }, HOLD_MS)
      },
      onPointerMove: (event: PointerEvent) => {
        if (Math.hypot(event.clientX - state.current.x, event.clientY - state.current.y) > NEAR) end()
      },
      onPointerUp: end,
      onPointerCancel: end,
      // Some phones would offer to save the picture.
      onContextMenu: (event: MouseEvent) => {
        if ((event.nativeEvent as unknown as { pointerType?: string }).pointerType === 'touch') event.preventDefault()
      },
    },
  }
}
