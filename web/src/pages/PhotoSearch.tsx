import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { Icon, type IconName } from '../components/Icon'
import { ApiError } from '../home/api'
import { dateName, nameOf } from '../photos/naming'
import { loadSuggestions } from '../photos/server'
import type { Found, Understood } from '../photos/types'
import { fill, type Ui, useWords, type Words } from '../words'

const PAUSE_MS = 180
const LONGEST = 200

/** A line to say what one looks for, with what could be meant below it. */
export function PhotoSearch({ q, onSearch }: { q: string; onSearch: (words: string) => void }) {
  const { ui, words } = useWords()
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
  const suggestions = useSuggestions(text, ui, open)
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

function useSuggestions(text: string, ui: Ui, open: boolean): readonly string[] {
  const [found, setFound] = useState<readonly string[]>([])
  useEffect(() => {
    if (!open) return undefined
    let stale = false
    const timer = window.setTimeout(() => {
      loadSuggestions(text.trim(), ui).then((each) => !stale && setFound(each), (error: unknown) => {
        if (!(error instanceof ApiError)) throw error // it is searched without them, too
      })
    }, PAUSE_MS)
    return () => {
      stale = true
      window.clearTimeout(timer)
    }
  }, [text, ui, open])
  return found
}

/** As what the words were understood, and how many photos fit. */
export function PhotoUnderstood({ found: { understood, partly }, count }: { found: Found; count: string }) {
  const { ui, words } = useWords()
  return (
    <div className="photo-understood" role="status">
      <span>{partly ? words.photoPartly : count}</span>
      {partsOf(understood, ui, words).map(({ icon, text }) => <span key={icon + text} className="chip" data-icon={icon}><Icon name={icon} />{text}</span>)}
    </div>
  )
}

function partsOf({ things, places, people, favourites, words, from, to }: Understood, ui: Ui, own: Words): { icon: IconName; text: string }[] {
  const days = [...new Set([from, to])].flatMap((day) => (day === null ? [] : dateName(day, ui)))
  return [
    ...things.map((each) => ({ icon: 'photo' as const, text: nameOf(each, ui) })),
    ...(people === 0 ? [] : [{ icon: 'people' as const, text: people === 1 ? own.onePerson : fill(own.atLeastPeople, { count: String(people) }) }]),
    ...places.map((text) => ({ icon: 'place' as const, text })),
    ...(days.length === 0 ? [] : [{ icon: 'calendar' as const, text: days.join(' – ') }]),
    ...(favourites ? [{ icon: 'heart' as const, text: own.favourites }] : []),
    ...words.map((text) => ({ icon: 'search' as const, text })),
  ]
}
