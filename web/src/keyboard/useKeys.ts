import { type RefObject, useEffect, useRef } from 'react'
import type { BoxPlace } from './box'
import type { Typist } from './typist'

/** What the keys of a real keyboard turn over, beside writing. */
export interface Turns {
  /** So many candidates stand on a page, and this is the first of those in sight. */
  first: () => number
  page: (by: 1 | -1) => void
  language: () => void
  hide: () => void
}

/** The keys of a real keyboard, while a text box has the caret. */
export function useKeys(place: RefObject<BoxPlace | null>, typist: Typist, turns: Turns): void {
  const latest = useRef(turns)
  latest.current = turns
  useEffect(() => {
    let alone = false
    const down = (event: KeyboardEvent) => {
      alone = event.key === 'Shift' && !event.repeat && !event.ctrlKey && !event.altKey && !event.metaKey
      if (!event.isTrusted || event.isComposing || event.defaultPrevented || event.target !== place.current?.box) return
      if (event.ctrlKey || event.metaKey || event.altKey || !taken(event, typist, latest.current)) return
      event.preventDefault()
      event.stopPropagation()
    }
    const up = (event: KeyboardEvent) => {
      if (alone && event.key === 'Shift' && event.target === place.current?.box) latest.current.language()
      alone = false
    }
    // A box hears of it too late: forms and sheets listen there.
    document.addEventListener('keydown', down, true)
    document.addEventListener('keyup', up, true)
    return () => {
      document.removeEventListener('keydown', down, true)
      document.removeEventListener('keyup', up, true)
    }
  }, [place, typist])
}

/** Whether the key was for the keyboard; all others go their way. */
function taken({ key }: KeyboardEvent, typist: Typist, turns: Turns): boolean {
  if (typist.state.manner !== 'words') return false
  if (typist.composing) return composed(key, typist, turns)
  if (key === 'Backspace') return typist.takeBack()
  if (key === ' ') return act(() => typist.space())
  if (key === 'Enter') {
    typist.ended()
    return false
  }
  return [...key].length === 1 && act(() => typist.text(key, true))
}

function composed(key: string, typist: Typist, turns: Turns): boolean {
  if (/^[1-9]$/.test(key)) return act(() => typist.choose(turns.first() + Number(key) - 1))
  switch (key) {
    case ' ': return act(() => (turns.first() === 0 ? typist.space() : typist.choose(turns.first())))
    case 'Enter': return act(() => typist.enter())
    case 'Backspace': return act(() => typist.back())
    case 'Escape': return act(() => typist.cancel())
    case '=': case 'PageDown': case 'ArrowDown': return act(() => turns.page(1))
    case '-': case 'PageUp': case 'ArrowUp': return act(() => turns.page(-1))
    case 'Tab': case 'ArrowLeft': case 'ArrowRight': case 'Home': case 'End': return true
    default: return [...key].length === 1 && act(() => typist.text(key, true))
  }
}

function act(work: () => void): true {
  work()
  return true
}
