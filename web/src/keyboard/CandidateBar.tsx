import { useEffect, useRef } from 'react'
import { Icon } from '../components/Icon'
import { fill, useWords } from '../words'
import type { Typing } from './ground'

/** Candidates on one page, where they are chosen by number. */
export const ON_PAGE = 9

interface Props {
  state: Typing
  /** Nobody answers but this browser. */
  alone: boolean
  page: number
  /** All of them are shown in place of the keys. */
  wide: boolean
  numbered: boolean
  /** There are no keys below, as for who has real ones. */
  folded: boolean
  onPage: (by: 1 | -1) => void
  onWide: () => void
  onChoose: (at: number) => void
  onUndo: () => void
  onSettings: () => void
  onFold: () => void
  onHide: () => void
}

/** What is composed, what it may mean, and the way to settings and out. */
export function CandidateBar({ state, alone, page, wide, numbered, folded, onPage, onWide, onChoose, onUndo, onSettings, onFold, onHide }: Props) {
  const { words } = useWords()
  const list = useRef<HTMLUListElement>(null)
  const { candidates, auto } = state.answer
  const first = numbered ? page * ON_PAGE : 0
  const shown = numbered ? candidates.slice(first, first + ON_PAGE) : candidates
  const composed = state.parts.map(({ text }) => text).join('') + shownOf(state)
  useEffect(() => {
    if (list.current !== null) list.current.scrollLeft = 0
  }, [candidates])
  return (
    <div className="candidate-bar">
      {composed !== '' && (
        <p className="preedit" aria-label={words.typingComposed}>
          {state.parts.length > 0 && <b>{state.parts.map(({ text }) => text).join('')}</b>}{shownOf(state)}
        </p>
      )}
      <button type="button" className="quiet-button icon-only" aria-label={words.typingSettings} title={words.typingSettings} onClick={onSettings}><Icon name="sliders" /></button>
      {state.undo !== null && (
        <button type="button" className="candidate undo" onClick={onUndo} aria-label={fill(words.typingUndo, { word: state.undo.typed })}>
          <Icon name="undo" />{state.undo.typed}
        </button>
      )}
      {!wide && (
        <ul ref={list} className="candidates" aria-label={words.typingCandidates} data-old={state.fresh ? undefined : ''}>
          {shown.map((each, i) => (
            <li key={`${i} ${each.text}`}>
              <button type="button" className="candidate" data-auto={first + i === auto ? '' : undefined} onClick={() => onChoose(first + i)}>
                {numbered && state.typed !== '' && <kbd aria-hidden="true">{i + 1}</kbd>}{each.text}
              </button>
            </li>
          ))}
        </ul>
      )}
      {alone && candidates.length === 0 && !wide && <p className="alone" role="status">{words.typingAlone}</p>}
      <span className="bar-end">
        {numbered && candidates.length > ON_PAGE && (
          <>
            <button type="button" className="quiet-button icon-only" aria-label={words.typingPageBefore} disabled={page === 0} onClick={() => onPage(-1)}><Icon name="back" /></button>
            <button type="button" className="quiet-button icon-only" aria-label={words.typingPageNext} disabled={first + ON_PAGE >= candidates.length} onClick={() => onPage(1)}><Icon name="forward" /></button>
          </>
        )}
        {numbered && (
          <button type="button" className="quiet-button icon-only" aria-label={words.typingFold} title={words.typingFold} aria-expanded={!folded} onClick={onFold}><Icon name={folded ? 'higher' : 'lower'} /></button>
        )}
        {!numbered && candidates.length > 3 && (
          <button type="button" className="quiet-button icon-only" aria-label={words.typingAll} aria-expanded={wide} onClick={onWide}><Icon name={wide ? 'lower' : 'higher'} /></button>
        )}
        <button type="button" className="quiet-button icon-only" aria-label={words.typingHide} title={words.typingHide} onClick={onHide}><Icon name="keyboardDown" /></button>
      </span>
    </div>
  )
}

/** The letters, with the spaces that the answer puts between syllables when it is for all of them. */
function shownOf({ typed, answer, fresh }: Typing): string {
  if (!fresh || answer.shown.replace(/[\s']/g, '') !== typed.replace(/[\s']/g, '')) return typed
  return answer.shown
}
