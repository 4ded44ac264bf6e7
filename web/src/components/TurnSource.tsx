import { hrefOf } from '../home/route'
import type { Known } from '../talk/state'
import { fill, useWords } from '../words'
import { Icon } from './Icon'

/** Who says what was answered, and the way to everything about the thing. */
export function TurnSource({ known: { id, label, source } }: { known: Known }) {
  const { words } = useWords()
  if (id === '' && source === '') return null
  return (
    <p className="turn-source">
      <a href={id === '' ? hrefOf('knowledge', 'sources') : hrefOf('knowledge', id)}>
        <Icon name="book" />{[label, source === '' ? words.entityOpen : fill(words.sourceOf, { name: source })].filter((each) => each !== '').join(' · ')}
      </a>
    </p>
  )
}
