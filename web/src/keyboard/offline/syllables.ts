import type { Wishes } from '../types'
import { type SmallPack, STEPS } from './smallPack'

/** A piece of the letters that may be a syllable, one of `first` to `last` - 1. */
export interface Edge { end: number; first: number; last: number; cost: number }

const FUZZY = 1.5 * STEPS
/** A syllable of which only the first letters were typed, as many do on purpose. */
const SHORT = 3.5 * STEPS
/** The last one is being typed. */
const UNFINISHED = 1 * STEPS
/** Letters of `zhuang`. */
export const LONGEST_SYLLABLE = 6

/** What letters may be as pinyin, in one person's way of typing. */
export class Syllables {
  readonly names: readonly string[]
  private readonly keys: ReadonlyMap<string, number>
  private readonly alike = new Map<number, number[]>()
  private readonly full: boolean

  constructor(pack: SmallPack, wishes: Wishes) {
    this.names = pack.header.syllables ?? []
    this.full = wishes.scheme === 'full'
    this.keys = new Map(Object.entries(pack.header.schemes?.[wishes.scheme] ?? {}))
    for (const name of wishes.fuzzy) {
      for (const [one, other] of pack.header.fuzzy?.[name] ?? []) this.alike.set(one, [...(this.alike.get(one) ?? []), other])
    }
  }

  /** Everything that begins at a place. */
  edges(typed: string, start: number): Edge[] {
    const found: Edge[] = []
    const add = (length: number, first: number, last: number, cost: number) => found.push({ end: past(typed, start + length), first, last, cost })
    for (let length = 1; length <= LONGEST_SYLLABLE && start + length <= typed.length; length++) {
      const piece = typed.slice(start, start + length)
      if (piece.includes("'") || piece.includes(' ')) break
      const exact = this.keys.get(piece)
      if (exact !== undefined) {
        add(length, exact, exact + 1, 0)
        for (const other of this.alike.get(exact) ?? []) add(length, other, other + 1, FUZZY)
      }
      const last = start + length === typed.length
      if (this.full && exact === undefined && (length === 1 || ['zh', 'ch', 'sh'].includes(piece) || last)) {
        const range = this.beginning(piece)
        if (range !== null) add(length, range[0], range[1], last && length > 1 ? UNFINISHED : SHORT)
      }
    }
    return found
  }

  /** Syllables that begin with letters; those of one initial stand together. */
  private beginning(piece: string): [number, number] | null {
    const first = this.names.findIndex((each) => each.startsWith(piece))
    if (first < 0) return null
    let last = first
    while (this.names[last]?.startsWith(piece) === true) last++
    return [first, last]
  }
}

/** Behind the separators at a place. */
function past(typed: string, at: number): number {
  while (typed[at] === "'" || typed[at] === ' ') at++
  return at
}
