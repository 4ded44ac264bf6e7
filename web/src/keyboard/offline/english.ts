import { neighboursOf } from '../layout'
import type { Answer, Asked, Candidate, Point, Wishes } from '../types'
import { unique } from './chinese'
import { Shapes } from './shapes'
import { type SmallPack, STEPS } from './smallPack'

const COMPLETIONS = 6
const NEXT = 3
/** Words that a beginning is completed from: the commonest of those that begin so. */
const LOOKED_AT = 800
/** The costs of slips, and what a word must be better by than anything else to be put in unasked. */
const SLIP = { near: 3.2, far: 5.2, swapped: 3.6, dropped: 4, doubled: 3, added: 5, apostrophe: 0.5 }
const CLEARLY = 1.5 * STEPS
const KNOWN_ENOUGH = 13 * STEPS

/** Completions, next words and slips by words and pairs, for when nobody else answers. */
export class English {
  private readonly folded: readonly string[]
  private readonly numbers = new Map<string, number>()
  private readonly shapes: Shapes

  constructor(private readonly pack: SmallPack) {
    this.folded = Array.from(pack.order, (word) => fold(pack.words[word] ?? ''))
    pack.words.forEach((word, i) => {
      const known = this.numbers.get(fold(word))
      if (i > 0 && (known === undefined || (pack.cost[i] ?? 255) < (pack.cost[known] ?? 255))) this.numbers.set(fold(word), i)
    })
    this.shapes = new Shapes(pack)
  }

  compose(wishes: Wishes, { typed, before }: Asked): Answer {
    const last = this.lastWord(before)
    if (typed === '') {
      const found = this.pack.followers(last, NEXT).map((word) => this.candidate(word, 0, 'next', ''))
      return { candidates: before.trim() === '' ? [] : found, shown: '', auto: null }
    }
    const slips = wishes.correct && typed.length > 2 ? this.slips(typed, last) : []
    const as: Candidate = { text: typed, keys: typed.length, kind: 'typed', words: [typed], reading: '' }
    const completions = this.completions(typed, last)
    const [best, other] = slips
    const known = this.numbers.get(fold(typed))
    const auto = known === undefined
      ? best !== undefined && best.cost < KNOWN_ENOUGH && (other === undefined || other.cost - best.cost > CLEARLY)
      : wishes.correct && typed === fold(typed) && this.pack.words[known] !== typed
    if (auto && known !== undefined) slips.unshift({ word: known, cost: 0 })
    const corrected = slips.slice(0, 3).map(({ word }) => this.candidate(word, typed.length, 'correction', typed))
    const candidates = unique([...(auto ? corrected.slice(0, 1) : []), as, ...completions.slice(0, 3), ...corrected, ...completions])
    return { candidates, shown: typed, auto: auto ? 0 : null }
  }

  swipe(path: readonly Point[], before: string): Answer {
    const last = this.lastWord(before)
    const found = this.shapes.like(path, (word) => this.pack.after(last, word))
    return { candidates: found.map((word) => this.candidate(word, 0, 'swipe', '')), shown: '', auto: null }
  }

  private completions(typed: string, last: number): Candidate[] {
    const prefix = fold(typed)
    const low = lower(this.folded, prefix)
    const words: number[] = []
    for (let at = low; at < this.folded.length && this.folded[at]?.startsWith(prefix) === true; at++) words.push(this.pack.order[at] ?? 0)
    const common = words.length > LOOKED_AT ? words.sort((a, b) => a - b).slice(0, LOOKED_AT) : words
    return common
      .map((word): [number, number] => [word, this.pack.after(last, word)])
      .sort((one, other) => one[1] - other[1])
      .map(([word]) => this.candidate(word, typed.length, 'completion', typed))
      .filter(({ text }) => text !== typed)
      .slice(0, COMPLETIONS)
  }

  /** Known words one slip away, the likeliest first. */
  private slips(typed: string, last: number): { word: number; cost: number }[] {
    const best = new Map<number, number>()
    for (const [text, slip] of slipsOf(fold(typed))) {
      // Of few letters everything is near something.
      if (typed.length < 4 && slip > SLIP.swapped) continue
      const word = this.numbers.get(text)
      if (word === undefined) continue
      const cost = slip * STEPS + this.pack.after(last, word)
      if (cost < (best.get(word) ?? Infinity)) best.set(word, cost)
    }
    return [...best].map(([word, cost]) => ({ word, cost })).sort((one, other) => one.cost - other.cost)
  }

  private candidate(word: number, keys: number, kind: Candidate['kind'], typed: string): Candidate {
    const text = this.pack.words[word] ?? ''
    return { text: cased(text, typed), keys, kind, words: [text], reading: '' }
  }

  private lastWord(before: string): number {
    const found = /([\p{L}\p{M}'’]+)[^\p{L}\p{M}.!?\n]*$/u.exec(before)?.[1]
    return found === undefined ? 0 : this.numbers.get(fold(found)) ?? 0
  }
}

function fold(text: string): string {
  return text.toLowerCase().replaceAll('’', "'")
}

/** As it was begun: `Hel` becomes `Hello`, `HEL` becomes `HELLO`. */
function cased(text: string, typed: string): string {
  if (typed.length > 1 && typed === typed.toUpperCase() && typed !== typed.toLowerCase()) return text.toUpperCase()
  const first = typed.slice(0, 1)
  return first !== first.toLowerCase() ? first + text.slice(1) : text
}

function lower(sorted: readonly string[], wanted: string): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? '') < wanted) low = middle + 1
    else high = middle
  }
  return low
}

const ALPHABET = [..."abcdefghijklmnopqrstuvwxyz'"]

/** What is one slip away from letters, with the slip's cost in natural logarithms. */
function* slipsOf(typed: string): Generator<[text: string, cost: number]> {
  for (let i = 0; i <= typed.length; i++) {
    const [head, tail] = [typed.slice(0, i), typed.slice(i)]
    const here = typed[i]
    for (const letter of ALPHABET) yield [head + letter + tail, letter === "'" ? SLIP.apostrophe : letter === typed[i - 1] ? SLIP.doubled : SLIP.dropped]
    if (here === undefined) continue
    yield [head + tail.slice(1), here === typed[i - 1] ? SLIP.doubled : SLIP.added]
    const near = neighboursOf(here)
    for (const letter of ALPHABET) if (letter !== here) yield [head + letter + tail.slice(1), near.includes(letter) ? SLIP.near : SLIP.far]
    const next = typed[i + 1]
    if (next !== undefined && next !== here) yield [head + next + here + tail.slice(2), SLIP.swapped]
  }
}
