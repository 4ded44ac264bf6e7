import { backoff } from '../protocol/backoff'
import type { Answer, Asked, Candidate, Kind, Point, Wishes, Written } from './types'

/** The part of a WebSocket that is used. */
export interface Wire {
  send: (text: string) => void
  close: () => void
  onmessage: ((event: { data: unknown }) => void) | null
  onclose: (() => void) | null
  onopen: (() => void) | null
}

export interface Told {
  answer: (seq: number, answer: Answer) => void
  /** What was asked cannot be answered. */
  refused: (seq: number, code: string) => void
  /** What was written is on the server's disk. */
  learned: (seq: number) => void
  /** The line is open, or is not. */
  open: (open: boolean) => void
}

/** Milliseconds after the last key until the line is let go. */
const IDLE_MS = 120_000

/** The WebSocket to the server's keyboard, which comes back by itself while somebody types. */
export class Line {
  /** The server has said that it is ready. */
  ready = false
  private wire: Wire | null = null
  /** What is said now is heard, after the wishes that were said first. */
  private heard = false
  private wishes: Wishes | null = null
  private attempt = 0
  private timer: ReturnType<typeof setTimeout> | undefined
  private idle: ReturnType<typeof setTimeout> | undefined

  constructor(private readonly connect: () => Wire, private readonly told: Told, private readonly pause: (attempt: number) => number = backoff) {}

  /** Open it, or tell an open one of other wishes. */
  start(wishes: Wishes): void {
    this.wishes = wishes
    this.rest()
    if (this.wire === null) this.open()
    else this.restart()
  }

  close(): void {
    clearTimeout(this.timer)
    clearTimeout(this.idle)
    const { wire } = this
    this.wire = null
    this.heard = false
    this.set(false)
    wire?.close()
  }

  /** False where there is nobody to ask. */
  compose(seq: number, asked: Asked): boolean {
    return this.say({ type: 'compose', seq, typed: asked.typed, before: asked.before, fixed: [] })
  }

  swipe(seq: number, path: readonly Point[], before: string): boolean {
    return this.say({ type: 'swipe', seq, before, path })
  }

  commit(seq: number, written: Written): boolean {
    return this.say({ type: 'commit', seq, ...written })
  }

  private say(message: object): boolean {
    this.rest()
    if (this.wire === null && this.timer === undefined && this.wishes !== null) this.open()
    if (!this.heard) return false
    this.wire?.send(JSON.stringify(message))
    return true
  }

  private rest(): void {
    clearTimeout(this.idle)
    this.idle = setTimeout(() => this.close(), IDLE_MS)
  }

  private open(): void {
    this.timer = undefined
    const wire = this.connect()
    this.wire = wire
    wire.onopen = () => {
      this.heard = true
      this.restart()
    }
    wire.onmessage = ({ data }) => this.wire === wire && this.hear(String(data))
    wire.onclose = () => {
      if (this.wire !== wire) return
      this.wire = null
      this.heard = false
      this.set(false)
      this.timer = setTimeout(() => this.open(), this.pause(this.attempt++))
    }
  }

  private restart(): void {
    if (this.heard) this.wire?.send(JSON.stringify({ type: 'start', ...this.wishes }))
  }

  private hear(data: string): void {
    const message = JSON.parse(data) as { type?: unknown; seq?: unknown; code?: unknown }
    const seq = typeof message.seq === 'number' ? message.seq : -1
    if (message.type === 'ready') {
      this.attempt = 0
      this.set(true)
    } else if (message.type === 'candidates') this.told.answer(seq, answerOf(message))
    else if (message.type === 'learned') this.told.learned(seq)
    else if (message.type === 'error') this.told.refused(seq, String(message.code))
  }

  private set(ready: boolean): void {
    if (ready === this.ready) return
    this.ready = ready
    this.told.open(ready)
  }
}

const KINDS: readonly Kind[] = ['typed', 'sentence', 'word', 'completion', 'correction', 'next', 'emoji', 'swipe']

/** An answer of the server's, with what it lacks. */
export function answerOf(message: object): Answer {
  const { candidates, shown, auto } = message as { candidates?: unknown; shown?: unknown; auto?: unknown }
  const all = Array.isArray(candidates) ? candidates.flatMap(candidateOf) : []
  return {
    candidates: all, shown: typeof shown === 'string' ? shown : '',
    auto: typeof auto === 'number' && auto >= 0 && auto < all.length ? auto : null,
  }
}

function candidateOf(each: unknown): Candidate[] {
  const { text, keys, kind, words, reading } = each as { text?: unknown; keys?: unknown; kind?: unknown; words?: unknown; reading?: unknown }
  if (typeof text !== 'string' || text === '') return []
  return [{
    text, keys: typeof keys === 'number' ? keys : 0, kind: KINDS.find((known) => known === kind) ?? 'word',
    words: Array.isArray(words) ? words.map(String) : [], reading: typeof reading === 'string' ? reading : '',
  }]
}
