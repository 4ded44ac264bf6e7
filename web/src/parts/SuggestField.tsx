import { type KeyboardEvent, type ReactNode, type RefObject, useId, useState } from 'react'
import { Icon, type IconName } from '../components/Icon'

export interface Suggested {
  key: string
  text: string
  icon: IconName
  note?: string
}

interface Props {
  label: string
  hint: string
  text: string
  longest: number
  /** What the list of suggestions is called. */
  listName: string
  clearName: string
  suggested: readonly Suggested[]
  field: RefObject<HTMLInputElement | null>
  icon?: IconName
  onText: (text: string) => void
  /** Enter, or a suggestion that was chosen. */
  onDone: (text: string, chosen: Suggested | null) => void
  /** Whether suggestions are wanted now. */
  onOpen: (open: boolean) => void
  children?: ReactNode
}

/** A line to type in, with what could be meant below it: by the keyboard as by a finger. */
export function SuggestField({
  label, hint, text, longest, listName, clearName, suggested, field, icon = 'search', onText, onDone, onOpen, children,
}: Props) {
  const id = useId()
  const [open, setOpen] = useState(false)
  const [at, setAt] = useState(-1)
  const listed = open && suggested.length > 0
  const show = (now: boolean) => {
    setOpen(now)
    setAt(-1)
    onOpen(now)
  }
  const done = (words: string, chosen: Suggested | null) => {
    show(false)
    onDone(words, chosen)
  }
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.stopPropagation()
      if (listed) show(false)
      else onText('')
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      if (!listed) return show(true)
      const step = event.key === 'ArrowDown' ? 1 : -1
      const places = suggested.length + 1
      setAt((before) => ((before + 1 + step + places) % places) - 1)
    }
  }
  const chosen = listed ? suggested[at] ?? null : null
  return (
    <form
      className="suggest" role="search"
      onSubmit={(event) => {
        event.preventDefault()
        done(chosen?.text ?? text, chosen)
      }}
    >
      <div className="search">
        <Icon name={icon} />
        <input
          ref={field} value={text} maxLength={longest} placeholder={hint} aria-label={label} enterKeyHint="search"
          role="combobox" aria-expanded={listed} aria-controls={id} aria-autocomplete="list" autoComplete="off" autoCorrect="off"
          aria-activedescendant={chosen === null ? undefined : `${id}-${at}`}
          onChange={({ target }) => {
            onText(target.value)
            show(true)
          }}
          onBlur={() => show(false)} onKeyDown={(event) => !event.nativeEvent.isComposing && keys(event)}
        />
        {text !== '' && (
          <button
            type="button" className="quiet-button icon-only" aria-label={clearName}
            onClick={() => {
              onText('')
              field.current?.focus()
            }}
          >
            <Icon name="close" />
          </button>
        )}
        {children}
      </div>
      <ul id={id} className="suggestions" role="listbox" aria-label={listName} hidden={!listed}>
        {suggested.map((each, i) => (
          <li
            key={each.key} id={`${id}-${i}`} role="option" aria-selected={i === at}
            // Before the field loses the keyboard, and the list goes.
            onPointerDown={(event) => event.preventDefault()} onClick={() => done(each.text, each)}
          >
            <Icon name={each.icon} />
            <span>{each.text}</span>
            {each.note !== undefined && each.note !== '' && <span className="suggestion-note">{each.note}</span>}
          </li>
        ))}
      </ul>
    </form>
  )
}
