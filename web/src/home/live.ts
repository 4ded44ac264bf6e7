import { useEffect, useState } from 'react'
import { openFeed } from './feed'

/** What a device does now, as docs/home-api.md describes it. */
export interface LiveState {
  id: string
  connected: boolean
  state: 'idle' | 'asleep' | 'listening' | 'thinking' | 'speaking' | 'playing' | 'ringing'
  since: number
  gateway: string
  transport: string
  model: string
  firmware: string
  details: Record<string, string>
  volume: number | null
  muted: boolean
  turns: number
}

/** A turn of a device that is over; the words are empty unless they are mine and I want them shown. */
export interface PastTurn {
  at: number
  how: 'spoken' | 'typed' | 'unasked'
  reason: string
  intent: string
  languages: string[]
  engine: string
  failure: string
  timings: Record<string, number>
  heard: string
  said: string
}

export interface LiveDevices {
  states: ReadonlyMap<string, LiveState>
  /** The connection broke, and what is shown may be old. */
  away: boolean
}

/** What all devices do, kept in step while the page is open. */
export function useLiveDevices(): LiveDevices {
  const [states, setStates] = useState<ReadonlyMap<string, LiveState>>(new Map())
  const [away, setAway] = useState(false)
  useEffect(() => openFeed('/api/devices/live', (data) => {
    const message = data as { type: string; devices: LiveState[] }
    if (message.type === 'devices') setStates((before) => merged(before, message.devices))
  }, setAway), [])
  return { states, away }
}

export function merged(before: ReadonlyMap<string, LiveState>, changed: readonly LiveState[]): ReadonlyMap<string, LiveState> {
  if (changed.length === 0) return before
  return new Map([...before, ...changed.map((each): [string, LiveState] => [each.id, each])])
}
