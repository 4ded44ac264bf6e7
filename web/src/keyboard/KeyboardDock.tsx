import { type PointerEvent, type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { createPortal } from 'react-dom'
import { useStored } from '../talk/stored'
import { useWords } from '../words'
import { BoxPlace } from './box'
import { CandidateBar, ON_PAGE } from './CandidateBar'
import { EmojiPanel } from './EmojiPanel'
import { KeyRows } from './KeyRows'
import type { Key, Layer } from './layout'
import { QuickSettings } from './QuickSettings'
import type { TextBox } from './textBox'
import { useBox } from './useBox'
import { useKeys } from './useKeys'
import { type Keyboard, useTypingState } from './useTyping'

/** The keyboard, under whatever text box has the caret. */
export function KeyboardDock({ keyboard }: { keyboard: Keyboard }) {
  const dock = useRef<HTMLElement>(null)
  const box = useBox(dock, keyboard.on)
  return box === null ? null : <Docked key={keyOf(box)} keyboard={keyboard} box={box} dock={dock} />
}

const numbers = new WeakMap<TextBox, number>()
let count = 0

/** Every text box has a keyboard of its own, which begins anew. */
function keyOf(box: TextBox): number {
  const known = numbers.get(box) ?? ++count
  numbers.set(box, known)
  return known
}

type Panel = 'keys' | 'emoji' | 'settings' | 'all'

function Docked({ keyboard, box, dock }: { keyboard: Keyboard; box: TextBox; dock: RefObject<HTMLElement | null> }) {
  const { words } = useWords()
  const { typist, wishes } = keyboard
  const state = useTypingState(typist)
  const place = usePlace(box, keyboard)
  const [layer, setLayer] = useState<Layer>(state.manner === 'digits' ? 'numbers' : 'letters')
  const [panel, setPanel] = useState<Panel>('keys')
  const [page, setPage] = useState(0)
  const [folded, setFolded] = useStored('keyboard.folded', 'no', ['no', 'yes'])
  const numbered = useWide()
  const shown = state.answer.candidates
  useEffect(() => setPage(0), [shown])
  const turn = useCallback((by: 1 | -1) => setPage((now) => Math.max(0, Math.min(now + by, Math.ceil(typist.state.answer.candidates.length / ON_PAGE) - 1))), [typist])
  const language = () => keyboard.setWishes({ ...wishes, language: wishes.language === 'zh' ? 'en' : 'zh' })
  const hide = () => keyboard.setOn(false)
  useKeys(place, typist, { first: () => (numbered ? page * ON_PAGE : 0), page: turn, language, hide })
  useRoom(dock, box)
  const tapped = useTwice(() => typist.lock())
  const act = ({ act: what, to }: Key & { kind: 'act' }) => {
    if (what === 'back') typist.back()
    else if (what === 'space') typist.space()
    else if (what === 'enter') typist.enter()
    else if (what === 'language') language()
    else if (what === 'emoji') setPanel('emoji')
    else if (what === 'layer') setLayer(to ?? 'letters')
    else if (what === 'shift' && !tapped()) typist.shift()
  }
  const choose = (at: number) => {
    typist.choose(at)
    if (panel === 'all' && !typist.composing) setPanel('keys')
  }
  const chinese = typist.chinese
  const draws = state.manner === 'words' && (!chinese || wishes.scheme === 'full')
  return createPortal(
    <section ref={dock} className="keyboard" popover="manual" aria-label={words.typingKeyboard} lang={chinese ? 'zh-Hans' : undefined} onPointerDown={keepCaret}>
      <CandidateBar
        state={state} alone={!keyboard.answers && state.manner === 'words'} page={page} wide={panel === 'all'} numbered={numbered} onPage={turn}
        onWide={() => setPanel(panel === 'all' ? 'keys' : 'all')} onChoose={choose} onUndo={() => typist.takeBack()}
        folded={folded === 'yes'} onFold={() => setFolded(folded === 'yes' ? 'no' : 'yes')}
        onSettings={() => setPanel(panel === 'settings' ? 'keys' : 'settings')} onHide={hide}
      />
      {panel === 'keys' && !(numbered && folded === 'yes') && <KeyRows layer={layer} chinese={chinese} state={state} hand={{ draws, accents: !chinese, onText: (text) => typist.text(text), onAct: act, onPath: (path) => typist.swipe(path) }} />}
      {panel === 'all' && (
        <ul className="all-candidates" aria-label={words.typingCandidates}>
          {shown.map((each, i) => <li key={`${i} ${each.text}`}><button type="button" className="candidate" onClick={() => choose(i)}>{each.text}</button></li>)}
        </ul>
      )}
      {panel === 'emoji' && <EmojiPanel onEmoji={(emoji) => typist.text(emoji)} onBack={() => typist.back()} onClose={() => setPanel('keys')} />}
      {panel === 'settings' && <QuickSettings wishes={wishes} onWishes={keyboard.setWishes} onClose={() => setPanel('keys')} />}
    </section>,
    box.closest('dialog') ?? document.body,
  )
}

/** A press on the keyboard leaves the caret where it is. */
function keepCaret(event: PointerEvent<HTMLElement>): void {
  if (event.target instanceof Element && event.target.closest('select, input, a') === null) event.preventDefault()
}

/** The text box is the typist's place as long as this is there. */
function usePlace(box: TextBox, { typist }: Keyboard): RefObject<BoxPlace | null> {
  const place = useRef<BoxPlace>(null)
  useLayoutEffect(() => {
    const here = new BoxPlace(box)
    place.current = here
    here.take()
    typist.enterPlace(here)
    const moved = () => {
      if (!here.busy) typist.moved()
    }
    box.addEventListener('input', moved)
    document.addEventListener('selectionchange', moved)
    return () => {
      box.removeEventListener('input', moved)
      document.removeEventListener('selectionchange', moved)
      typist.enterPlace(null)
      here.leave()
      place.current = null
    }
  }, [box, typist])
  return place
}

/** The page makes room for the keyboard, and the text box comes into sight. */
function useRoom(dock: RefObject<HTMLElement | null>, box: TextBox): void {
  useLayoutEffect(() => {
    const shown = dock.current
    if (shown === null) return undefined
    if (!shown.matches(':popover-open')) shown.showPopover()
    const root = document.documentElement
    const fit = () => {
      root.style.setProperty('--keyboard', `${Math.ceil(shown.getBoundingClientRect().height)}px`)
      root.dataset['keyboard'] = ''
    }
    fit()
    box.scrollIntoView({ block: 'nearest' })
    const watch = new ResizeObserver(fit)
    watch.observe(shown)
    return () => {
      watch.disconnect()
      root.style.removeProperty('--keyboard')
      delete root.dataset['keyboard']
    }
  }, [dock, box])
}

/** Whether candidates stand on pages and are chosen by number, as with a real keyboard. */
function useWide(): boolean {
  const [wide, setWide] = useState(() => matchMedia(WIDE).matches)
  useEffect(() => {
    const media = matchMedia(WIDE)
    const follow = () => setWide(media.matches)
    media.addEventListener('change', follow)
    return () => media.removeEventListener('change', follow)
  }, [])
  return wide
}

const WIDE = '(min-width: 820px)'
const TWICE_MS = 320

/** Calls `work` when asked a second time in a moment; whether it did. */
function useTwice(work: () => void): () => boolean {
  const last = useRef(-Infinity)
  return () => {
    const now = performance.now()
    const twice = now - last.current < TWICE_MS
    last.current = twice ? -Infinity : now
    if (twice) work()
    return twice
  }
}
