import { useEffect, useRef } from 'react'
import type { Press } from './usePress'

/** Space holds the talk button from anywhere but a text field; Escape stops the answer from everywhere. */
export function useKeyboard(press: Press, interrupt: () => void): void {
  const current = useRef({ press, interrupt })
  current.current = { press, interrupt }
  useEffect(() => {
    const down = (event: KeyboardEvent) => {
      if (event.key === 'Escape') current.current.interrupt()
      if (!isTalkKey(event)) return
      event.preventDefault()
      if (!event.repeat) current.current.press.down()
    }
    const up = (event: KeyboardEvent) => {
      if (isTalkKey(event)) {
        event.preventDefault()
        current.current.press.up()
      }
    }
    window.addEventListener('keydown', down)
    window.addEventListener('keyup', up)
    return () => {
      window.removeEventListener('keydown', down)
      window.removeEventListener('keyup', up)
    }
  }, [])
}

function isTalkKey(event: KeyboardEvent): boolean {
  if (event.key !== ' ' || event.ctrlKey || event.metaKey || event.altKey) return false
  // Elsewhere the space bar keeps its own meaning: it writes, and it presses buttons.
  const target = event.target instanceof HTMLElement ? event.target : null
  return !target?.closest('input, textarea, select, summary, button:not(.orb-button), [contenteditable]')
}
