import { useCallback, useEffect, useRef, useState } from 'react'
import { ApiError, api } from './api'
import { openFeed } from './feed'

export type Names = Record<string, string>

export interface Color { name: string; rgb: [number, number, number] | null; kelvin: number | null }

/** How a thing is; null for what it does not have or does not tell. Levels are percent, temperatures °C. */
export interface State {
  on: boolean | null
  brightness: number | null
  color: Color | null
  position: number | null
  heading: number | null
  locked: boolean | null
  target: number | null
  mode: string | null
  speed: number | null
  volume: number | null
  activity: string | null
  readings: Record<string, number>
}

export interface Thing {
  id: string
  kind: string
  names: Names
  room: string
  abilities: string[]
  reachable: boolean
  state: State
  modes?: string[]
  lowest?: number
  highest?: number
  icon?: string
}

export interface Room { id: string; names: Names; floor: string }
export interface Scene { id: string; names: Names }
export interface Home { rooms: Room[]; things: Thing[]; scenes: Scene[]; may_use: boolean }

/** What to do to a thing: one of these. */
export type Order =
  | { on: boolean } | { brightness: number } | { rgb: [number, number, number] } | { kelvin: number }
  | { position: number } | { halt: true } | { locked: boolean } | { target: number } | { mode: string }
  | { speed: number } | { volume: number } | { clean: boolean } | { scene: true }

export interface LiveHome {
  home: Home | null
  /** The connection broke, and what is shown may be old. */
  away: boolean
  error: ApiError | null
  order: (thing: string, order: Order) => Promise<boolean>
}

/** The things of the home, kept in step while the page is open. */
export function useLiveHome(): LiveHome {
  const [home, setHome] = useState<Home | null>(null)
  const [away, setAway] = useState(false)
  const [error, setError] = useState<ApiError | null>(null)
  useEffect(() => listen((change) => setHome(change), setAway), [])
  const here = useRef(true)
  useEffect(() => {
    here.current = true
    return () => {
      here.current = false
    }
  }, [])
  const order = useCallback(async (thing: string, wanted: Order) => {
    setError(null)
    try {
      await api('POST', '/api/home/do', { thing, ...wanted })
      return true
    } catch (wrong) {
      if (!(wrong instanceof ApiError)) throw wrong
      if (here.current) setError(wrong)
      return false
    }
  }, [])
  return { home, away, error, order }
}

type Change = (change: (home: Home | null) => Home | null) => void

function listen(onChange: Change, onAway: (away: boolean) => void): () => void {
  return openFeed('/api/home/live', (data) => {
    const message = data as { type: string } & Home
    if (message.type === 'home') onChange(() => message)
    if (message.type === 'things') onChange((home) => home && { ...home, things: merged(home.things, message.things) })
  }, onAway)
}

function merged(things: Thing[], changed: Thing[]): Thing[] {
  const now = new Map(changed.map((each) => [each.id, each]))
  return things.map((each) => now.get(each.id) ?? each)
}

/** What to call it in the page's language. */
export function nameOf({ names }: { names: Names }, ui: string): string {
  return names[ui] ?? names[''] ?? Object.values(names)[0] ?? ''
}
