/** The messages of the talk protocol, as docs/talk-protocol.md describes them. */

export type Mode = 'press' | 'open' | 'wake'

export type ToServer =
  | { type: 'hello'; rate: number; language: string; ui: string; device: string; conversation: string; rang: string[]; able: string[] }
  | { type: 'listen'; mode: Mode }
  | { type: 'release' }
  | { type: 'deaf' }
  | { type: 'read'; text: string; picture?: string }
  | { type: 'looked'; id: number; file: string; reason: '' | 'cancelled' | 'failed' }
  | { type: 'interrupt' }
  | { type: 'rang'; occurrence: string }
  | { type: 'ping' }

export type EndReason = 'answered' | 'interrupted' | 'resumed' | 'nothing_heard' | 'elsewhere' | 'failed' | 'busy'

export interface Heard {
  type: 'heard'
  turn: number
  text: string
  language: string
  final: boolean
  engine: string
  spans: [text: string, language: string][]
}

export interface Said {
  type: 'said'
  turn: number
  text: string
  language: string
  emotion: string
}

export interface Did {
  type: 'did'
  turn: number
  kind: string
  data: Record<string, unknown>
}

export interface Ended {
  type: 'ended'
  turn: number
  reason: EndReason
  follow_up: boolean
  intent: string
  slots: Record<string, unknown>
  /** Seconds per stage. */
  timings: Record<string, number>
}

export type FromServer =
  | { type: 'ready'; version: string }
  | { type: 'pong' }
  /** Let the person take a picture. */
  | { type: 'look'; id: number }
  | { type: 'away'; id: number }
  | { type: 'listening'; turn: number }
  | { type: 'woke'; turn: number; word: string }
  | Heard
  | { type: 'thinking'; turn: number }
  | Said
  | Did
  | { type: 'failed'; turn: number; code: string }
  | Ended
  | { type: 'error'; code: string; message: string }

/** One packet of the answer's sound. */
export interface Packet {
  turn: number
  /** Samples per second. */
  rate: number
  /** Mono samples in [-1, 1]. */
  samples: Float32Array
}
