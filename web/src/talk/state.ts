import type { LinkState } from '../protocol/connection'
import type { Hit } from '../search/types'
import type { Did, Ended, FromServer, Heard, Said } from '../protocol/messages'

/** One utterance and its answer, as the page shows it. */
export interface Turn {
  /** Unique on the page; the server's ids may start again after a lost connection. */
  key: string
  id: number
  heard: Heard | null
  said: Said[]
  failed: string | null
  ended: Ended | null
  thinking: boolean
  /** Photos that its answer is about. */
  shown?: Shown
  /** What its answer is about, and who says so. */
  known?: Known
  /** What was looked for, and the first that was found. */
  found?: FoundThings
  /** Its answer was music; that a person goes on to something else cuts nothing short. */
  music?: boolean
}

/** The first photos that were found, and how many there are. */
export interface Shown {
  ids: string[]
  count: number
  query: string
}

/** A thing of the graph, and the titles of the sources of what was said of it. */
export interface Known {
  id: string
  label: string
  source: string
}

export interface FoundThings {
  query: string
  total: number
  hits: Pick<Hit, 'kind' | 'title' | 'open' | 'url'>[]
}

/** What plays on this device, or may go on. */
export interface Music {
  playing: boolean
  /** Of the song, or of what the station says it plays. */
  title: string
  artist: string
  station: string
}

export interface Ringing {
  /** Id of the timer, alarm or reminder, or of a search for this device. */
  key: string
  kind: 'timer' | 'alarm' | 'reminder' | 'find'
  name: string
}

const RINGS: Record<string, Ringing['kind']> = { timer_rang: 'timer', alarm_rang: 'alarm', reminder_rang: 'reminder', find: 'find' }

export interface Timer {
  key: string
  name: string
  /** Milliseconds since 1970, by this browser's clock; says nothing of one that is paused. */
  ringsAt: number
  /** Milliseconds that are left of one that is paused; 0 for one that runs. */
  left: number
}

/** Everything that is shown, apart from loudness. */
export interface TalkState {
  link: LinkState
  /** Counts connections. */
  epoch: number
  turns: Turn[]
  /** The turn in which the microphone is being heard, or 0. */
  listening: number
  /** The turn that a wake word began, or 0. */
  woken: number
  ringing: Ringing[]
  timers: Timer[]
  music: Music | null
  /** The picture that Parley asks for, or null. */
  look: number | null
  error: string | null
}

export type TalkEvent =
  | FromServer
  | { type: 'link'; link: LinkState }
  | { type: 'interrupted'; upTo: number }
  | { type: 'quiet' }
  | { type: 'dismiss' }
  | { type: 'stop_ringing' }

export const START: TalkState = {
  link: 'connecting', epoch: 0, turns: [], listening: 0, woken: 0, ringing: [], timers: [], music: null, look: null, error: null,
}

const MOST_TURNS = 200

/** What the page shows after an event. */
export function after(state: TalkState, event: TalkEvent): TalkState {
  switch (event.type) {
    case 'link':
      return { ...state, link: event.link, listening: event.link === 'open' ? state.listening : 0, look: event.link === 'open' ? state.look : null }
    case 'ready':
      return { ...state, epoch: state.epoch + 1, listening: 0, woken: 0, timers: [], music: null, look: null, error: null }
    case 'listening':
      return { ...state, listening: event.turn, error: null }
    case 'heard':
      return change(event.final ? { ...state, listening: 0 } : state, event.turn, { heard: event })
    case 'thinking':
      return change({ ...state, listening: 0 }, event.turn, { thinking: true })
    case 'said':
      return change(state, event.turn, (turn) => ({ said: [...turn.said, event], thinking: false }))
    case 'did':
      return done(state, event)
    case 'failed':
      return change(state, event.turn, { failed: event.code, thinking: false })
    case 'ended':
      return ended(state, event)
    case 'interrupted':
      return { ...state, turns: state.turns.map((turn) => (isOpen(state, turn, event.upTo) ? { ...turn, thinking: false } : turn)) }
    case 'error':
      return { ...state, error: event.code }
    case 'quiet':
      return { ...state, listening: 0 }
    case 'dismiss':
      return { ...state, error: null }
    case 'stop_ringing':
      return { ...state, ringing: [] }
    case 'woke':
      return { ...state, listening: event.turn, woken: event.turn, error: null }
    case 'look':
      return { ...state, look: event.id }
    case 'away':
      return state.look === event.id ? { ...state, look: null } : state
    case 'pong':
      return state
  }
}

/** Those that run come first, the next to ring before the others; then those that are paused. */
export function byTimer(a: Timer, b: Timer): number {
  return Number(a.left > 0) - Number(b.left > 0) || a.ringsAt - b.ringsAt || a.left - b.left
}

/** The newest turn of this connection, or 0. */
export function newest(state: TalkState): number {
  return state.turns.reduce((most, turn) => (turn.key.startsWith(`${state.epoch}-`) ? Math.max(most, turn.id) : most), 0)
}

function ended(state: TalkState, event: Ended): TalkState {
  const calm = state.listening === event.turn ? { ...state, listening: 0 } : state
  const known = calm.turns.some((turn) => turn.key === keyOf(calm, event.turn))
  // A turn in which nothing was heard or said leaves no trace.
  return known ? change(calm, event.turn, { ended: event, thinking: false }) : calm
}

function change(state: TalkState, id: number, changes: Partial<Turn> | ((turn: Turn) => Partial<Turn>)): TalkState {
  const key = keyOf(state, id)
  const before = state.turns.find((turn) => turn.key === key)
  const turn: Turn = before ?? { key, id, heard: null, said: [], failed: null, ended: null, thinking: false }
  const next = { ...turn, ...(typeof changes === 'function' ? changes(turn) : changes) }
  const turns = before ? state.turns.map((each) => (each === before ? next : each)) : [...state.turns, next]
  return { ...state, turns: turns.slice(-MOST_TURNS) }
}

function keyOf(state: TalkState, id: number): string {
  return `${state.epoch}-${id}`
}

function isOpen(state: TalkState, turn: Turn, upTo: number): boolean {
  return turn.ended === null && turn.id <= upTo && turn.key === keyOf(state, turn.id)
}

function done(state: TalkState, { kind, data, turn }: Did): TalkState {
  const key = String(data['id'] ?? turn)
  const name = typeof data['name'] === 'string' ? data['name'] : ''
  const timers = state.timers.filter((timer) => timer.key !== key)
  switch (kind) {
    case 'timer_started':
    case 'timer_changed': {
      const left = typeof data['left'] === 'number' ? data['left'] * 1000 : 0
      const ringsAt = left > 0 ? 0 : Date.parse(String(data['rings_at']))
      return Number.isNaN(ringsAt) ? state : { ...state, timers: [...timers, { key, name, ringsAt, left }].sort(byTimer) }
    }
    case 'timer_cancelled':
      return { ...state, timers }
    case 'timer_rang':
    case 'alarm_rang':
    case 'reminder_rang':
    case 'find':
      return { ...state, timers, ringing: [...state.ringing.filter((each) => each.key !== key), { key, kind: RINGS[kind] ?? 'timer', name }] }
    case 'photos':
      return change(state, turn, { shown: shown(data) })
    case 'knowledge':
      return change(state, turn, { known: { id: text(data, 'id'), label: text(data, 'label'), source: text(data, 'source') } })
    case 'found':
      return change(state, turn, { found: foundThings(data) })
    case 'music':
      return played(state, turn, data)
    case 'stop':
      return { ...state, ringing: [] }
    default:
      return state
  }
}

function shown({ ids, count, query }: Record<string, unknown>): Shown {
  const known = Array.isArray(ids) ? ids.filter((id): id is string => typeof id === 'string') : []
  return { ids: known, count: Number(count) || known.length, query: String(query ?? '') }
}

function foundThings(data: Record<string, unknown>): FoundThings {
  const all: unknown[] = Array.isArray(data['hits']) ? data['hits'] : []
  const hits = all.flatMap((each) => {
    if (typeof each !== 'object' || each === null) return []
    const hit = each as Record<string, unknown>
    return [{ kind: text(hit, 'kind'), title: text(hit, 'title'), open: text(hit, 'open'), url: text(hit, 'url') }]
  })
  return { query: text(data, 'query'), total: Number(data['total']) || hits.length, hits }
}

function text(data: Record<string, unknown>, name: string): string {
  const value = data[name]
  return typeof value === 'string' ? value : ''
}

function played(state: TalkState, turn: number, data: Record<string, unknown>): TalkState {
  if (data['state'] === 'stopped') return { ...state, music: null }
  const playing = data['state'] === 'playing'
  const told = { title: text(data, 'title'), artist: text(data, 'artist'), station: text(data, 'station') }
  const isNew = told.title !== '' || told.station !== ''
  const music = isNew ? { ...told, playing } : state.music && { ...state.music, playing }
  const calm = playing && state.listening === turn ? { ...state, listening: 0 } : state
  const key = keyOf(state, turn)
  const turns = calm.turns.map((each) => (each.key === key && playing ? { ...each, music: true, thinking: false } : each))
  return { ...calm, turns, music }
}
