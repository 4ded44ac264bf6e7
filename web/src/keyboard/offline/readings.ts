import { type SmallPack, sums } from './smallPack'

/** Words of Chinese by their syllables: entries sorted by syllables, so that a row of syllables is a range of them. */
export interface Range { low: number; high: number; depth: number }

export class Readings {
  readonly whole: Range
  private readonly flat: Uint16Array
  private readonly starts: Uint32Array
  private readonly entry: Uint16Array
  private readonly share: Uint8Array

  constructor(pack: SmallPack) {
    this.flat = pack.numbers('reading')
    this.starts = sums(pack.bytes('depth'))
    this.entry = pack.numbers('entry')
    this.share = pack.bytes('share')
    this.whole = { low: 0, high: this.entry.length, depth: 0 }
  }

  /** The number of syllables at a place, beyond its last -1: shorter rows stand first. */
  private at(place: number, depth: number): number {
    const from = (this.starts[place] ?? 0) + depth
    return from < (this.starts[place + 1] ?? 0) ? this.flat[from] ?? -1 : -1
  }

  private lower(range: Range, syllable: number): number {
    let { low, high } = range
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.at(middle, range.depth) < syllable) low = middle + 1
      else high = middle
    }
    return low
  }

  /** The rows that go on with a syllable, or null. */
  step(range: Range, syllable: number): Range | null {
    const low = this.lower(range, syllable)
    if (low >= range.high || this.at(low, range.depth) !== syllable) return null
    return { low, high: this.lower({ ...range, low }, syllable + 1), depth: range.depth + 1 }
  }

  /** The rows that go on with any of the syllables `first` to `last` - 1. */
  *steps(range: Range, first: number, last: number): Generator<Range> {
    for (let low = this.lower(range, first); low < range.high;) {
      const syllable = this.at(low, range.depth)
      if (syllable < 0 || syllable >= last) return
      const high = this.lower({ ...range, low }, syllable + 1)
      yield { low, high, depth: range.depth + 1 }
      low = high
    }
  }

  /** The likeliest words that end with a row, with their cost among their readings. */
  words(range: Range, most: number): [word: number, share: number][] {
    const found: [number, number][] = []
    for (let place = range.low; place < range.high && found.length < most && this.at(place, range.depth) === -1; place++) {
      found.push([this.entry[place] ?? 0, this.share[place] ?? 0])
    }
    return found
  }

  /** The syllables of an entry's row. */
  row(range: Range): number[] {
    const from = this.starts[range.low] ?? 0
    return Array.from(this.flat.subarray(from, from + range.depth))
  }
}
