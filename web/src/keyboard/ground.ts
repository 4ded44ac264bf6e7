import { type Manner, wordBefore } from './textBox'
import { type Answer, type Asked, type Candidate, LONGEST_BEFORE, LONGEST_TYPED, NOTHING, type Point, type Wishes, type Written } from './types'

/** The text box, as the keyboard uses it. */
export interface Place {
  manner: Manner
  /** Sentences begin with a capital. */
  capitals: boolean
  /** What stands before the caret. */
  before: () => string
  /** Put text in, in place of so many characters before the caret. */
  write: (text: string, back?: number) => void
  erase: () => void
  enter: () => void
}

/** Who knows what keys mean, and learns. Answers come back by `answered`, with the number of what was asked. */
export interface Adviser {
  ask: (asked: Asked) => number
  swipe: (path: Point[], before: string) => number
  learn: (written: Written) => void
}

/** A part of the pinyin whose hanzi were chosen already. */
export interface Part { text: string; typed: string; words: string[]; reading: string }

export interface Typing {
  wishes: Wishes
  manner: Manner
  /** Letters that are composed; they are not in the text box yet. */
  typed: string
  parts: readonly Part[]
  answer: Answer
  /** The answer is for what is typed now. */
  fresh: boolean
  shift: 'off' | 'once' | 'lock'
  /** What the back key takes back at once. */
  undo: { typed: string; put: string } | null
}

export type Awaited = { for: 'space' } | { for: 'mark'; mark: string } | { for: 'choice'; at: number }

/** A word that was ended before anybody could say what was meant. */
export interface Late { word: string; after: string }

/** What is typed now and what was asked about it: the ground that the keys stand on. */
export class Ground {
  state: Typing
  protected place: Place | null = null
  protected asked: { seq: number; what: Asked | 'swipe' } | null = null
  protected awaited: Awaited | null = null
  /** A word that was ended before anybody could say what was meant. */
  protected late: Late | null = null
  /** A space that nobody typed stands before the caret. */
  protected spaced = false
  /** Letters were typed since the last word was learned. */
  protected begun = false
  /** What a path wrote, and what is learned when nothing else is put in its place. */
  protected swiped: { put: string; was: Written } | null = null
  protected readonly insisted = new Set<string>()
  protected readonly listeners = new Set<() => void>()

  constructor(protected readonly adviser: Adviser, wishes: Wishes) {
    this.state = { wishes, manner: 'words', typed: '', parts: [], answer: NOTHING, fresh: true, shift: 'off', undo: null }
  }

  readonly subscribe = (listener: () => void) => {
    this.listeners.add(listener)
    return () => {
      this.listeners.delete(listener)
    }
  }

  /** Pinyin is composed here. */
  get chinese(): boolean {
    return this.state.wishes.language === 'zh' && this.state.manner === 'words'
  }

  get composing(): boolean {
    return this.state.typed !== '' || this.state.parts.length > 0
  }

  protected before(): string {
    return this.place?.before().slice(-LONGEST_BEFORE) ?? ''
  }

  protected fixedText(): string {
    return this.state.parts.map(({ text }) => text).join('')
  }

  protected fixedTyped(): number {
    return this.state.parts.reduce((sum, { typed }) => sum + typed.length, 0)
  }

  /** Ask what is meant by what stands there now. */
  protected look(): void {
    const { place } = this
    if (place === null || this.state.manner !== 'words') {
      this.asked = null
      this.set({ answer: NOTHING, fresh: true })
      return
    }
    if (this.swiped !== null) return
    const before = this.before()
    // What was meant by the word just ended is still to be told.
    if (this.late !== null && before.endsWith(this.late.word + this.late.after)) return
    this.late = null
    const typed = this.chinese ? this.state.typed : wordBefore(before).slice(-LONGEST_TYPED)
    const what: Asked = this.chinese
      ? { typed, before: (before + this.fixedText()).slice(-LONGEST_BEFORE) }
      : { typed, before: before.slice(0, before.length - typed.length) }
    this.capitals()
    const last = this.asked?.what
    if (last !== undefined && last !== 'swipe' && last.typed === what.typed && last.before === what.before) return
    // What was offered before stays in sight until the answer comes, unless nothing is typed any more.
    this.set({ fresh: false, ...(typed === '' ? { answer: NOTHING } : {}) })
    this.asked = { seq: this.adviser.ask(what), what }
  }

  /** A sentence begins with a capital. */
  protected capitals(): void {
    const { place, state } = this
    if (place === null || this.chinese || !place.capitals || state.shift === 'lock') return
    const begins = /(^|[.!?]["”’)]?\s+|\n)$/.test(this.before())
    if (begins !== (state.shift === 'once')) this.set({ shift: begins ? 'once' : 'off' })
  }

  protected without(answer: Answer): Answer {
    const auto = answer.auto === null ? undefined : answer.candidates[answer.auto]
    const asked = this.asked?.what
    const kept = auto !== undefined && asked !== undefined && asked !== 'swipe' && this.insisted.has(asked.typed)
    return kept || !this.state.wishes.correct ? { ...answer, auto: null } : answer
  }

  protected learn(what: Partial<Written> & Pick<Written, 'text' | 'typed' | 'kind' | 'words'>): void {
    if (this.state.wishes.private || this.state.manner !== 'words') return
    this.adviser.learn({ before: this.before(), reading: '', ...what })
  }

  protected settle(): void {
    this.spaced = false
    this.late = null
    if (this.swiped !== null) this.learn(this.swiped.was)
    this.swiped = null
    if (this.state.undo !== null) this.set({ undo: null })
  }

  protected clear(): void {
    this.settle()
    this.awaited = null
    this.asked = null
    this.begun = false
    this.set({ typed: '', parts: [], answer: NOTHING, fresh: true, undo: null })
  }

  protected set(changes: Partial<Typing>): void {
    this.state = { ...this.state, ...changes }
    for (const listener of this.listeners) listener()
  }
}

export function written({ text, kind, words, reading }: Candidate): Omit<Written, 'typed' | 'before'> {
  return { text, kind, words, reading }
}

export function capital(text: string): string {
  return text.slice(0, 1).toLocaleUpperCase() + text.slice(1)
}
