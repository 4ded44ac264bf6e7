import { useState } from 'react'
import { useWords } from '../words'

interface Props {
  before: string | null
  after: string
  mode: 'split' | 'sides' | null
  onMode: (mode: 'split' | 'sides') => void
}

/** What a photo was and what it is now: one over the other with an edge to move, or side by side. */
export function PhotoCompare({ before, after, mode, onMode }: Props) {
  const { words } = useWords()
  const [edge, setEdge] = useState(50)
  if (mode === null || before === null) return <div className="photo-compare"><figure><img src={after} alt={words.photo} draggable={false} /></figure></div>
  return (
    <div className="photo-compare" data-mode={mode}>
      <div className="photo-compare-modes">
        <button type="button" className="toggle" aria-pressed={mode === 'split'} onClick={() => onMode('split')}>{words.compareSplit}</button>
        <button type="button" className="toggle" aria-pressed={mode === 'sides'} onClick={() => onMode('sides')}>{words.compareSides}</button>
      </div>
      {mode === 'sides'
        ? (
          <>
            <figure><img src={before} alt={words.before} draggable={false} /><figcaption>{words.before}</figcaption></figure>
            <figure><img src={after} alt={words.after} draggable={false} /><figcaption>{words.after}</figcaption></figure>
          </>
        )
        : (
          <figure>
            <img src={after} alt={words.after} draggable={false} />
            <img src={before} alt={words.before} draggable={false} className="photo-under" style={{ clipPath: `inset(0 ${100 - edge}% 0 0)` }} />
            <span className="photo-edge" style={{ left: `${edge}%` }} aria-hidden="true" />
            <figcaption>{words.before}</figcaption>
            <figcaption>{words.after}</figcaption>
            <input
              type="range" min={0} max={100} value={edge} aria-label={words.compareEdge} aria-valuetext={`${edge}%`}
              onChange={({ target }) => setEdge(Number(target.value))}
            />
          </figure>
        )}
    </div>
  )
}
