import { useEffect, useMemo, useRef } from 'react'
import { Icon, type IconName } from '../components/Icon'
import { useWords, type Words } from '../words'
import { type Key, type Layer, rowsOf } from './layout'
import { Trail, type TrailHandle } from './Trail'
import type { Typing } from './ground'
import { SEMICOLON } from './types'
import { type Hand, OPTION, usePointers } from './usePointers'

const ACTS: Record<string, { icon: IconName; word: keyof Words }> = {
  shift: { icon: 'shift', word: 'keyShift' },
  back: { icon: 'erase', word: 'keyBack' },
  enter: { icon: 'enter', word: 'keyEnter' },
  emoji: { icon: 'smile', word: 'keyEmoji' },
}

/** Every key, and what fingers do on them. */
export function KeyRows({ layer, chinese, state, hand }: { layer: Layer; chinese: boolean; state: Typing; hand: Hand }) {
  const keys = useRef<HTMLDivElement>(null)
  const trail = useRef<TrailHandle>(null)
  const semicolon = chinese && SEMICOLON.includes(state.wishes.scheme)
  const rows = useMemo(() => rowsOf(layer, chinese, semicolon), [layer, chinese, semicolon])
  const named = useMemo(() => new Map(rows.flat().map((key) => [nameOf(key), key])), [rows])
  const upper = state.shift !== 'off'
  const { on, down, held } = usePointers(keys, (name) => named.get(name), hand, (path) => trail.current?.draw(path))
  // Nothing on the keys scrolls or selects, also where a passive listener could not say so.
  useEffect(() => {
    const still = (event: TouchEvent) => event.preventDefault()
    const at = keys.current
    at?.addEventListener('touchstart', still, { passive: false })
    return () => at?.removeEventListener('touchstart', still)
  }, [])
  return (
    <div ref={keys} className="keys" {...on}>
      {rows.map((row, y) => (
        <div key={y} className="key-row">
          {row.map((key, x) => (key.kind === 'gap'
            ? <span key={x} style={{ flexGrow: key.width }} />
            : <OneKey key={x} of={key} pressed={down.has(nameOf(key))} upper={upper} state={state} hand={hand} />))}
        </div>
      ))}
      <Trail ref={trail} />
      {held !== null && (
        <div className="key-options" aria-hidden="true" style={{ left: held.left, top: held.top }}>
          {held.options.map((each, i) => <span key={each} data-at={i === held.at ? '' : undefined} style={{ width: OPTION }}>{each}</span>)}
        </div>
      )}
    </div>
  )
}

interface KeyProps { of: Exclude<Key, { kind: 'gap' }>; pressed: boolean; upper: boolean; state: Typing; hand: Hand }

function OneKey({ of: key, pressed, upper, state, hand }: KeyProps) {
  const { words } = useWords()
  const shown = key.kind === 'text' ? (upper ? key.text.toLocaleUpperCase() : key.text) : null
  const name = key.kind === 'text' ? '' : nameFor(key, state, words)
  return (
    <button
      type="button" className="key" data-key={nameOf(key)} data-kind={key.kind === 'act' ? key.act : 'text'} data-down={pressed ? '' : undefined}
      style={{ flexGrow: key.width }} aria-pressed={key.kind === 'act' && key.act === 'shift' ? upper : undefined} tabIndex={-1}
      // Fingers and the mouse are seen to by the rows; this is for who presses a key by other means.
      onClick={({ detail }) => {
        if (detail !== 0) return
        if (key.kind === 'text') hand.onText(key.text)
        else hand.onAct(key)
      }}
    >
      {/* What stands on a key is not always what it is called. */}
      {key.kind === 'act' && <span className="visually-hidden">{name}</span>}
      <span className="key-face" aria-hidden={key.kind === 'act' ? true : undefined}>
        {shown ?? <Face of={key as Key & { kind: 'act' }} state={state} />}
      </span>
      {pressed && key.kind === 'text' && <span className="key-bubble" aria-hidden="true">{shown}</span>}
    </button>
  )
}

function Face({ of: key, state }: { of: Key & { kind: 'act' }; state: Typing }) {
  const { words } = useWords()
  if (key.act === 'layer') return key.to === 'letters' ? 'ABC' : key.to === 'numbers' ? '123' : '#+='
  if (key.act === 'space') return state.wishes.language === 'zh' ? words.keySpaceZh : words.keySpaceEn
  if (key.act === 'language') {
    return <span className="key-language"><b>{state.wishes.language === 'zh' ? '中' : 'En'}</b><i>{state.wishes.language === 'zh' ? '/En' : '/中'}</i></span>
  }
  if (key.act === 'shift' && state.shift === 'lock') return <Icon name="capsLock" />
  const face = ACTS[key.act]
  return face === undefined ? null : <Icon name={face.icon} />
}

function nameFor(key: Key & { kind: 'act' }, state: Typing, words: Words): string {
  if (key.act === 'layer') return key.to === 'letters' ? words.keyLetters : key.to === 'numbers' ? words.keyNumbers : words.keySymbols
  if (key.act === 'space') return words.keySpace
  if (key.act === 'language') return state.wishes.language === 'zh' ? words.keyToEnglish : words.keyToChinese
  const known = ACTS[key.act]
  return known === undefined ? key.act : words[known.word]
}

function nameOf(key: Key): string {
  return key.kind === 'text' ? key.text : key.kind === 'act' ? `${key.act}-${key.to ?? ''}` : ''
}
