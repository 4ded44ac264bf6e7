import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { Icon } from '../components/Icon'
import { ApiError } from '../home/api'
import { dateName, nameOf } from '../photos/naming'
import { loadSuggestions } from '../photos/server'
import type { Understood } from '../photos/types'
import { type Ui, useWords } from '../words'

const PAUSE_MS = 180
const LONGEST = 200

/** A line to say what one looks for, with what could be meant below it. */
export function PhotoSearch({ q, onSearch }: { q: string; onSearch: (words: string) => void }) {
  const { words } = useWords()
  const id = useId()
  const [text, setText] = useState(q)
  const [shown, setShown] = useState(q)
  const [open, setOpen] = useState(false)
  const [at, setAt] = useState(-1)
  const input = useRef<HTMLInputElement>(null)
  if (shown !== q) {
    setShown(q)
    setText(q)
  }
  const suggestions = useSuggestions(text, open)
  const listed = open && suggestions.length > 0
  const search = (wanted: string) => {
    setText(wanted)
    setOpen(false)
    setAt(-1)
    onSearch(wanted.trim())
  }
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.stopPropagation()
      if (listed) setOpen(false)
      else search('')
    } else if (listed && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      event.preventDefault()
      const step = event.key === 'ArrowDown' ? 1 : -1
      setAt((before) => ((before + 1 + step + suggestions.length + 1) % (suggestions.length + 1)) - 1)
    }
  }
  return (
    <form
      className="photo-search" role="search"
      onSubmit={(event) => {
        event.preventDefault()
        search(listed && at >= 0 ? suggestions[at] ?? text : text)
        input.current?.blur()
      }}
    >
      <div className="search">
        <Icon name="search" />
        <input
          ref={input} value={text} maxLength={LONGEST} placeholder={words.photoSearchHint} aria-label={words.photoSearch} enterKeyHint="search"
          role="combobox" aria-expanded={listed} aria-controls={id} aria-autocomplete="list" autoComplete="off"
          aria-activedescendant={listed && at >= 0 ? `${id}-${at}` : undefined}
          onChange={({ target }) => {
            setText(target.value)
            setAt(-1)
            setOpen(true)
          }}
          onFocus={() => setOpen(true)} onBlur={() => setOpen(false)} onKeyDown={keys}
        />
        {text !== '' && (
          <button type="button" className="quiet-button icon-only" aria-label={words.photoSearchClear} onClick={() => search('')}><Icon name="close" /></button>
        )}
      </div>
      <ul id={id} className="photo-suggestions" role="listbox" aria-label={words.photoSuggestions} hidden={!listed}>
        {suggestions.map((each, i) => (
          <li
            key={each} id={`${id}-${i}`} role="option" aria-selected={i === at}
            // Before the field loses the keyboard, and the list goes.
            onPointerDown={(event) => event.preventDefault()} onClick={() => search(each)}
          >
            <Icon name="search" />{each}
          </li>
        ))}
      </ul>
    </form>
  )
}

function useSuggestions(text: string, open: boolean): readonly string[] {
  const [found, setFound] = useState<readonly string[]>([])
  useEffect(() => {
    if (!open) return undefined
    let stale = false
    const timer = window.setTimeout(() => {
      loadSuggestions(text.trim()).then((each) => !stale && setFound(each), (error: unknown) => {
        if (!(error instanceof ApiError)) throw error // it is searched without them, too
      })
    }, PAUSE_MS)
    return () => {
      stale = true
      window.clearTimeout(timer)
    }
  }, [text, open])
  return found
}

/** As what the words were understood. */
export function PhotoUnderstood({ understood, count }: { understood: Understood; count: string }) {
  const { ui, words } = useWords()
  const chips = partsOf(understood, ui, words.photoWritten)
  return (
    <div className="photo-understood" role="status">
      <span>{count}</span>
      {chips.map(({ icon, text }) => <span key={icon + text} className="chip"><Icon name={icon} />{text}</span>)}
    </div>
  )
}

function partsOf({ things, places, words, from, to, text }: Understood, ui: Ui, written: string) {
  const parts: { icon: 'photo' | 'place' | 'search' | 'calendar' | 'note'; text: string }[] = []
  for (const each of things ?? []) parts.push({ icon: 'photo', text: nameOf(each, ui) })
  for (const each of places ?? []) parts.push({ icon: 'place', text: nameOf(each, ui) })
  const [begin, end] = [dayOf(from), dayOf(to)]
  if (begin !== null || end !== null) {
    const days = [...new Set([begin, end])].flatMap((day) => (day === null ? [] : dateName(day, ui)))
    parts.push({ icon: 'calendar', text: days.join(' – ') })
  }
  if (text) parts.push({ icon: 'note', text: written.replace('{text}', text) })
  for (const each of words ?? []) parts.push({ icon: 'search', text: each })
  return parts
}

/** `2026-11-22`, of that or of POSIX seconds. */
function dayOf(at: string | number | null | undefined): string | null {
  if (at === null || at === undefined || at === '') return null
  return typeof at === 'number' ? new Date(at * 1000).toISOString().slice(0, 10) : at.slice(0, 10)
}
