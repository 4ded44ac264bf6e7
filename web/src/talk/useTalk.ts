import { useCallback, useEffect, useReducer, useRef, useState } from 'react'
import type { Levels } from '../audio/level'
import type { MicrophoneTrouble } from '../audio/microphone'
import type { PlayerReport } from '../audio/player'
import { readVolume, type Volume, written } from '../audio/volume'
import type { Mode } from '../protocol/messages'
import { Session } from './session'
import { keptName, readStored, writeStored } from './stored'
import { after, START, type TalkState } from './state'

export type Phase = 'idle' | 'waiting' | 'listening' | 'thinking' | 'speaking'

export interface Talk {
  state: TalkState
  phase: Phase
  mode: Mode | null
  trouble: MicrophoneTrouble | null
  /** What was played, by the key of the turn: seconds, and root mean square in [0, 1]. */
  played: Record<string, { seconds: number; level: number }>
  levels: () => Levels
  volume: Volume
  listen(mode: Mode): void
  release(): void
  deaf(): void
  read(text: string, picture?: string): void
  /** Give the picture that was asked for, or none. */
  looked(file: string | null): void
  interrupt(): void
  stopRinging(): void
  unmute(): void
  dismiss(): void
}

const SILENT: Levels = { person: 0, parley: 0 }

/** The talk of this page: its state, and what the person can do. */
export function useTalk(language: string, ui: string, onRefused: () => void): Talk {
  const [state, dispatch] = useReducer(after, START)
  const [mode, setMode] = useState<Mode | null>(null)
  const [trouble, setTrouble] = useState<MicrophoneTrouble | null>(null)
  const [sounding, setSounding] = useState(0)
  const [played, setPlayed] = useState<Talk['played']>({})
  const [volume, setVolume] = useState(() => readVolume(readStored('volume')))
  const session = useRef<Session | null>(null)
  const wishes = useRef({ language, ui })
  wishes.current = { language, ui }
  const loudness = useRef(volume)
  const epoch = useRef(0)
  epoch.current = state.epoch

  const onPlayed = useCallback(({ turn, played: { turn: of, samples, energy } }: PlayerReport) => {
    setSounding(turn)
    const rate = session.current?.rate ?? 48_000
    const entry = { seconds: samples / rate, level: Math.sqrt(energy / Math.max(1, samples)) }
    setPlayed((before) => ({ ...before, [`${epoch.current}-${of}`]: entry }))
  }, [])

  useEffect(() => {
    const url = `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/api/talk`
    const device = keptName('device', 'localStorage')
    const conversation = keptName('conversation', 'sessionStorage')
    const current = new Session(url, loudness.current, () => ({ ...wishes.current, device, conversation }), {
      onMessage: dispatch,
      onLink: (link) => {
        if (link === 'refused') onRefused()
        dispatch({ type: 'link', link })
      },
      onPlayed,
      onTrouble: setTrouble,
      onListening: (next) => {
        setMode(next)
        if (next === null) dispatch({ type: 'quiet' })
        else setTrouble(null)
      },
      onVolume: (next) => {
        loudness.current = next
        setVolume(next)
        writeStored('volume', written(next))
      },
    })
    session.current = current
    current.start()
    const unlock = () => current.unlock()
    const gestures = ['pointerup', 'touchend', 'keydown'] as const
    gestures.forEach((gesture) => window.addEventListener(gesture, unlock))
    return () => {
      gestures.forEach((gesture) => window.removeEventListener(gesture, unlock))
      current.end()
      session.current = null
      setMode(null)
    }
    // The language is read when a connection opens; a change of it opens a new one.
    // onRefused is stable for the life of the page.
  }, [language, onPlayed])

  const interrupt = () => {
    const upTo = session.current?.interrupt() ?? 0
    setSounding(0)
    dispatch({ type: 'interrupted', upTo })
  }
  return {
    state,
    phase: phaseOf(state, mode, sounding),
    mode,
    trouble,
    played,
    levels: () => session.current?.levels ?? SILENT,
    volume,
    listen: (wanted) => void session.current?.listen(wanted),
    release: () => session.current?.release(),
    deaf: () => session.current?.deaf(),
    read: (text, picture) => {
      session.current?.read(text, picture)
      setSounding(0)
    },
    looked: (file) => {
      if (state.look === null) return
      session.current?.looked(state.look, file ?? '', file === null ? 'cancelled' : '')
      dispatch({ type: 'away', id: state.look })
    },
    interrupt,
    stopRinging: () => {
      interrupt()
      dispatch({ type: 'stop_ringing' })
    },
    unmute: () => session.current?.unmute(),
    dismiss: () => {
      setTrouble(null)
      dispatch({ type: 'dismiss' })
    },
  }
}

function phaseOf(state: TalkState, mode: Mode | null, sounding: number): Phase {
  if (mode === 'press') return 'listening'
  if (sounding !== 0) return 'speaking'
  if (state.turns.some((turn) => turn.thinking && turn.key.startsWith(`${state.epoch}-`))) return 'thinking'
  if (state.listening !== 0) return 'listening'
  return mode === null ? 'idle' : 'waiting'
}
