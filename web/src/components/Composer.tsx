import { useState } from 'react'
import { useWords } from '../words'
import { Icon } from './Icon'

const LONGEST = 2000

/** Typing instead of talking. */
export function Composer({ disabled, onSend }: { disabled: boolean; onSend: (text: string) => void }) {
  const { words } = useWords()
  const [text, setText] = useState('')
  const ready = text.trim() !== '' && !disabled
  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault()
        if (!ready) return
        onSend(text.trim())
        setText('')
      }}
    >
      <input
        type="text" value={text} maxLength={LONGEST} placeholder={words.type} aria-label={words.type}
        enterKeyHint="send" autoComplete="off" onChange={({ target }) => setText(target.value)}
      />
      <button type="submit" disabled={!ready} aria-label={words.send} title={words.send}><Icon name="send" /></button>
    </form>
  )
}
