import { type RefObject, useEffect, useState } from 'react'
import { type TextBox, textBoxOf } from './textBox'

/**
 * The text box that has the caret, and keeps it while somebody is on the keyboard itself. While a finger or the mouse
 * is down nothing changes: the page would move under it, and what was pressed would not be what is let go.
 */
export function useBox(dock: RefObject<HTMLElement | null>, on: boolean): TextBox | null {
  const [box, setBox] = useState<TextBox | null>(null)
  useEffect(() => {
    if (!on) {
      setBox(null)
      return undefined
    }
    let next = textBoxOf(document.activeElement)
    let pressed = false
    let over = false
    const into = (target: EventTarget | null) => {
      if (target instanceof Node && dock.current?.contains(target) === true) return
      next = textBoxOf(target)
      if (!pressed) setBox(next)
    }
    const entered = (event: FocusEvent) => into(event.target)
    const left = (event: FocusEvent) => {
      // What takes the caret next says so itself.
      if (event.relatedTarget === null && document.hasFocus()) into(null)
    }
    const down = () => {
      pressed = true
    }
    const up = () => {
      pressed = false
      // The click comes first.
      window.setTimeout(() => !over && setBox(next), 0)
    }
    setBox(next)
    const listened: [string, (event: never) => void][] = [['focusin', entered], ['focusout', left], ['pointerdown', down], ['pointerup', up], ['pointercancel', up]]
    for (const [name, listener] of listened) document.addEventListener(name, listener as EventListener, true)
    return () => {
      over = true
      for (const [name, listener] of listened) document.removeEventListener(name, listener as EventListener, true)
    }
  }, [dock, on])
  // A box that was taken out of the page tells nobody.
  useEffect(() => {
    if (box === null) return undefined
    const watch = new MutationObserver(() => !box.isConnected && setBox(null))
    watch.observe(document.body, { childList: true, subtree: true })
    return () => watch.disconnect()
  }, [box])
  return box
}
