import { useEffect, useRef, useState } from 'react'
import { kindOf } from '../search/kinds'
import { suggest } from '../search/server'
import { useSuggested } from '../search/useSuggested'
import { type Suggested, SuggestField } from '../parts/SuggestField'
import { useWords } from '../words'

const LONGEST = 300

const load = async (text: string): Promise<Suggested[]> => (await suggest(text)).map(({ text: each, kind }) => {
  const known = kindOf(kind)
  return { key: `${kind} ${each}`, text: each, icon: known.word === 'kindOther' ? 'search' : known.icon }
})

/** The line in which one says what one looks for. */
export function SearchBox({ q, onSearch }: { q: string; onSearch: (words: string) => void }) {
  const { words } = useWords()
  const [text, setText] = useState(q)
  const [shown, setShown] = useState(q)
  const [open, setOpen] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  if (shown !== q) {
    setShown(q)
    setText(q)
  }
  const suggested = useSuggested(text, open, load)
  // Whoever comes without words comes to type them.
  useEffect(() => {
    if (q === '') field.current?.focus({ preventScroll: true })
  }, [q])
  return (
    <SuggestField
      label={words.searchLabel} hint={words.searchHint} listName={words.searchSuggestions} clearName={words.searchClear}
      text={text} longest={LONGEST} suggested={suggested} field={field} onText={setText} onOpen={setOpen}
      onDone={(wanted) => {
        setText(wanted)
        field.current?.blur()
        onSearch(wanted.trim())
      }}
    />
  )
}
