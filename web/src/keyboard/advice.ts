import { ApiError } from '../home/api'
import type { Adviser } from './ground'
import { keepUnsent, sent, unsentOf } from './kept'
import { Line, type Wire } from './line'
import { learnAll, type Typed } from './server'
import { type Answer, type Asked, type Language, NOTHING, type Point, type Wishes, type Written } from './types'

/** What answers on this device when the server does not. */
export interface Own {
  compose: (wishes: Wishes, asked: Asked) => Answer
  swipe: (wishes: Wishes, path: readonly Point[], before: string) => Answer
}

/** Milliseconds that an answer may take before this device's own is shown. */
const PATIENCE_MS = 150
/** Milliseconds after which a better answer would only be in the way. */
const TOO_LATE_MS = 600
/** Characters of a word that the server learns. */
const LONGEST_WORD = 64
/** Items sent at once of what was written meanwhile. */
const AT_ONCE = 100

/** Asks the server, and this device when the server does not answer in time. */
export class Advice implements Adviser {
  private seq = 0
  private readonly line: Line
  private wishes: Wishes
  private waits: { seq: number; since: number; own: () => Answer | null; timer: ReturnType<typeof setTimeout> } | null = null
  private readonly unlearned = new Map<number, Promise<number>>()
  /** What this device answered itself. */
  private given = 0
  private flushing = false

  constructor(
    connect: () => Wire, wishes: Wishes, private readonly account: string, private readonly own: () => Own | null,
    private readonly onAnswer: (seq: number, answer: Answer) => void, private readonly onLine: (open: boolean) => void,
  ) {
    this.wishes = wishes
    this.line = new Line(connect, {
      answer: (seq, answer) => this.arrived(seq, answer),
      refused: (seq) => this.give(seq, true),
      learned: (seq) => void this.isLearned(seq),
      open: (open) => {
        this.onLine(open)
        if (open) void this.flush()
        else this.lost()
      },
    })
  }

  start(wishes: Wishes): void {
    this.wishes = wishes
    this.line.start(wishes)
  }

  close(): void {
    if (this.waits !== null) clearTimeout(this.waits.timer)
    this.waits = null
    this.line.close()
  }

  ask(asked: Asked): number {
    const seq = ++this.seq
    this.await(seq, this.line.compose(seq, asked), () => this.own()?.compose(this.wishes, asked) ?? null)
    return seq
  }

  swipe(path: Point[], before: string): number {
    const seq = ++this.seq
    this.await(seq, this.line.swipe(seq, path, before), () => this.own()?.swipe(this.wishes, path, before) ?? null)
    return seq
  }

  learn(written: Written): void {
    const seq = ++this.seq
    const { language } = this.wishes
    // Kept first: the line may break before the server has it.
    const kept = keepUnsent({ account: this.account, language, written })
    if (this.line.commit(seq, written)) this.unlearned.set(seq, kept)
  }

  /** Nobody answers: this device does, and what was not acknowledged is sent again. */
  private lost(): void {
    this.unlearned.clear()
    if (this.waits !== null) this.give(this.waits.seq, true)
  }

  private await(seq: number, asked: boolean, own: () => Answer | null): void {
    if (this.waits !== null) clearTimeout(this.waits.timer)
    // Never at once: whoever asks has to know the number first.
    this.waits = { seq, since: Date.now(), own, timer: setTimeout(() => this.give(seq, !asked), asked ? PATIENCE_MS : 0) }
  }

  private arrived(seq: number, answer: Answer): void {
    if (this.waits?.seq !== seq) return
    const { timer, since } = this.waits
    clearTimeout(timer)
    this.waits = null
    if (this.given !== seq || Date.now() - since < TOO_LATE_MS) this.onAnswer(seq, answer)
  }

  /** This device's own answer; where it has none the server's is waited for, unless there will be `none`. */
  private give(seq: number, none: boolean): void {
    if (this.waits?.seq !== seq || this.given === seq) return
    const own = this.waits.own()
    if (own === null && !none) return
    this.given = seq
    if (none) this.waits = null
    this.onAnswer(seq, own ?? NOTHING)
  }

  private async isLearned(seq: number): Promise<void> {
    const id = await this.unlearned.get(seq)
    this.unlearned.delete(seq)
    if (id !== undefined) await sent([id])
  }

  /** What was written while nobody answered. */
  private async flush(): Promise<void> {
    if (this.flushing) return
    this.flushing = true
    try {
      await alone(() => this.sendUnsent())
    } catch (error) {
      if (!(error instanceof ApiError)) throw error // the next time
    } finally {
      this.flushing = false
    }
  }

  private async sendUnsent(): Promise<void> {
    const going = new Set(await Promise.all(this.unlearned.values()))
    const waiting = (await unsentOf(this.account)).filter(([id]) => !going.has(id))
    for (let from = 0; from < waiting.length; from += AT_ONCE) {
      const some = waiting.slice(from, from + AT_ONCE)
      const typed = some.map(([, { written, language }]) => typedOf(written, language)).filter(({ words }) => words.length > 0)
      if (typed.length > 0) await learnAll(typed).catch(unlessRefused)
      await sent(some.map(([id]) => id))
    }
  }
}

/** What the server cannot take now it cannot take later. */
function unlessRefused(error: unknown): void {
  if (!(error instanceof ApiError && [400, 413, 422].includes(error.status))) throw error
}

/** Two pages of the same browser must not both send what is kept; where they cannot agree, they do. */
async function alone(work: () => Promise<void>): Promise<void> {
  const locks = (globalThis.navigator as Partial<Navigator> | undefined)?.locks
  if (locks === undefined) await work()
  else await locks.request('parley-typing', { ifAvailable: true }, (lock) => (lock === null ? undefined : work()))
}

/** What was written, in words; where there are no spaces nobody here knows the words before. */
export function typedOf({ words, before, reading, replaced, insisted }: Written, language: Language): Typed {
  const fit = (all: readonly string[]) => all.filter((each) => each !== '' && each.length <= LONGEST_WORD)
  const last = language === 'zh' ? [] : fit(before.match(/[\p{L}\p{M}\p{N}'’]+/gu) ?? []).slice(-2)
  return { words: fit(words), language, before: last, reading, replaced: replaced ?? '', insisted: insisted ?? false }
}
