import { useRef, useState } from 'react'
import { Icon } from '../components/Icon'
import type { Item } from '../home/documents'
import { Tick } from '../parts/Tick'
import type { useReorder } from '../parts/useReorder'
import type { Fields } from '../sync'
import { fill, useWords } from '../words'

interface Props {
  item: Item
  handle?: ReturnType<ReturnType<typeof useReorder>['handle']> | undefined
  shift: number
  lifted: boolean
  onChange: (fields: Fields) => Promise<void>
  onDelete: () => void
}

/** One entry of a list: tick it, change its words, move it, delete it. */
export function ItemRow({ item, handle, shift, lifted, onChange, onDelete }: Props) {
  const { words } = useWords()
  const [text, setText] = useState<string | null>(null)
  const keep = useRef(true)
  const say = (sentence: string) => fill(sentence, { name: item.text })
  const finish = () => {
    if (keep.current && text !== null && text.trim() !== '') void onChange({ text: text.trim() })
    setText(null)
  }
  return (
    <li className="item" data-done={item.done} data-lifted={lifted} style={{ translate: `0 ${shift}px` }}>
      <Tick label={item.text} on={item.done} onToggle={() => onChange({ done: !item.done })} />
      {text === null
        ? (
          <button
            type="button" className="item-text" title={words.rename}
            onClick={() => {
              keep.current = true
              setText(item.text)
            }}
          >
            {item.text}
            {item.amount !== '' && <span className="amount">{item.amount}</span>}
          </button>
        )
        : (
          <input
            className="item-text" value={text} maxLength={500} autoFocus aria-label={say(words.renameNamed)}
            onChange={({ target }) => setText(target.value)} onBlur={finish}
            onKeyDown={(event) => {
              if (event.nativeEvent.isComposing) return
              if (event.key === 'Escape') keep.current = false
              if (event.key === 'Enter' || event.key === 'Escape') event.currentTarget.blur()
            }}
          />
        )}
      <button type="button" className="quiet-button icon-only" aria-label={say(words.deleteNamed)} title={words.delete} onClick={onDelete}>
        <Icon name="close" />
      </button>
      {handle !== undefined && (
        <button type="button" className="quiet-button icon-only grip" aria-label={say(words.moveNamed)} title={words.moveHint} {...handle}>
          <Icon name="grip" />
        </button>
      )}
    </li>
  )
}
