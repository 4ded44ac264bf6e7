import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import { addressOf } from '../home/feed'
import { useStored } from '../talk/stored'
import { Advice, type Own } from './advice'
import type { Wire } from './line'
import type { Typing } from './ground'
import { Typist } from './typist'
import type { Language, Wishes } from './types'
import { keepWishes, keptWishes } from './wishes'

export interface Keyboard {
  typist: Typist
  /** The keyboard is shown under every text box. */
  on: boolean
  /** The server's keyboard answers. */
  answers: boolean
  wishes: Wishes
  setOn: (on: boolean) => void
  setWishes: (wishes: Wishes) => void
}

/** What this browser can do by itself. */
export interface Owns { of: (language: Language) => Own | null; open: (language: Language) => void }

export const KeyboardContext = createContext<Keyboard | null>(null)

/** The keyboard of the page; null where there is none. */
export function useKeyboard(): Keyboard | null {
  return useContext(KeyboardContext)
}

export function useTypingState(typist: Typist): Typing {
  return useSyncExternalStore(typist.subscribe, () => typist.state)
}

/** One keyboard for all text boxes; `own` is what this browser can do by itself. */
export function useOpenKeyboard(account: string, ui: 'en' | 'zh', allowed: boolean, own: Owns): Keyboard | null {
  const [on, setOn] = useStored('keyboard', 'off', ['off', 'on'])
  const [wishes, setWishes] = useState(() => keptWishes(ui))
  const [answers, setAnswers] = useState(false)
  const latest = useRef({ own, wishes })
  latest.current = { own, wishes }
  const { typist, advice } = useMemo(() => {
    const advice = new Advice(
      () => new WebSocket(addressOf('/api/keyboard')) as unknown as Wire, latest.current.wishes, account,
      () => latest.current.own.of(latest.current.wishes.language), (seq, answer) => typist.answered(seq, answer), (open) => {
        setAnswers(open)
        if (open) typist.again()
      },
    )
    const typist = new Typist(advice, latest.current.wishes)
    return { typist, advice }
  }, [account])
  const active = on === 'on' && allowed
  useEffect(() => {
    if (!active) return undefined
    latest.current.own.open(wishes.language)
    advice.start(wishes)
    typist.wish(wishes)
    return undefined
  }, [active, advice, typist, wishes])
  useEffect(() => {
    if (!active) advice.close()
    return () => advice.close()
  }, [active, advice])
  const change = useCallback((next: Wishes) => {
    keepWishes(next)
    setWishes(next)
  }, [])
  const turn = useCallback((next: boolean) => setOn(next ? 'on' : 'off'), [setOn])
  return useMemo(
    () => (allowed ? { typist, on: active, answers, wishes, setOn: turn, setWishes: change } : null),
    [allowed, typist, active, answers, wishes, turn, change],
  )
}
