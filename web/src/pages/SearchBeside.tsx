import { useKnown } from '../knowledge/useKnown'
import { useWords } from '../words'
import { EntityCard } from './EntityCard'
import { KnowledgeAnswer } from './KnowledgeAnswer'

/** What the graph knows of it, beside what was found. */
export function SearchBeside({ q }: { q: string }) {
  const { ui, words } = useWords()
  const { answer, card } = useKnown(q, ui)
  if (answer === null && card === null) return null
  return (
    <aside className="search-beside" aria-label={words.knowledge}>
      {answer !== null && <KnowledgeAnswer answer={answer} />}
      {card !== null && <EntityCard card={card} />}
    </aside>
  )
}
