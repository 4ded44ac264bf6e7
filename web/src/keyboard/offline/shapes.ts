import { centreOf } from '../layout'
import type { Point } from '../types'
import { type SmallPack, STEPS } from './smallPack'

/** Places along a path that are compared. */
const PLACES = 24
/** Widths of a key that a finger may begin or end away from a letter. */
const NEAR = 1.3
const MOST = 6
/** What a width of a key of mean distance costs, in natural logarithms. */
const DISTANCE = 9
/** Words that are compared: the commonest. */
const LOOKED_AT = 12_000

type Spot = readonly [x: number, y: number]

/** Words by the path over their letters (Kristensson and Zhai 2004, "SHARK2", its location channel). */
export class Shapes {
  private readonly byEnds = new Map<string, number[]>()

  constructor(private readonly pack: SmallPack) {
    const many = Math.min(pack.words.length, LOOKED_AT)
    for (let word = 1; word < many; word++) {
      const letters = lettersOf(pack.words[word] ?? '')
      if (letters.length < 2) continue
      const ends = letters.slice(0, 1) + letters.slice(-1)
      const known = this.byEnds.get(ends)
      if (known === undefined) this.byEnds.set(ends, [word])
      else known.push(word)
    }
  }

  /** The likeliest words for a path; `cost` is what each costs where it stands. */
  like(path: readonly Point[], cost: (word: number) => number): number[] {
    const spots = path.map(([x, y]): Spot => [x, y])
    const [first, last] = [spots[0], spots.at(-1)]
    if (first === undefined || last === undefined) return []
    const drawn = evenly(spots)
    const found: [word: number, cost: number][] = []
    for (const one of near(first)) {
      for (const other of near(last)) {
        for (const word of this.byEnds.get(one + other) ?? []) {
          const ideal = evenly(corners(this.pack.words[word] ?? ''))
          found.push([word, DISTANCE * STEPS * apart(drawn, ideal) + cost(word)])
        }
      }
    }
    return found.sort((a, b) => a[1] - b[1]).slice(0, MOST).map(([word]) => word)
  }
}

function lettersOf(word: string): string {
  return word.toLowerCase().replace(/[^a-z]/g, '')
}

function corners(word: string): Spot[] {
  return [...lettersOf(word)].flatMap((letter) => {
    const at = centreOf(letter)
    return at === null ? [] : [at]
  })
}

function near([x, y]: Spot): string[] {
  return [...'abcdefghijklmnopqrstuvwxyz'].filter((letter) => {
    const at = centreOf(letter)
    return at !== null && Math.hypot(at[0] - x, at[1] - y) < NEAR
  })
}

/** As many places along a path, equally far from each other. */
function evenly(path: readonly Spot[]): Spot[] {
  const lengths = path.map(([x, y], i) => (i === 0 ? 0 : Math.hypot(x - (path[i - 1]?.[0] ?? x), y - (path[i - 1]?.[1] ?? y))))
  const whole = lengths.reduce((sum, each) => sum + each, 0)
  const made: Spot[] = []
  let [at, gone] = [1, 0]
  for (let i = 0; i < PLACES; i++) {
    const wanted = (whole * i) / (PLACES - 1)
    while (at < path.length - 1 && gone + (lengths[at] ?? 0) < wanted) gone += lengths[at++] ?? 0
    const [from, to] = [path[at - 1] ?? path[0] ?? [0, 0], path[at] ?? path[0] ?? [0, 0]]
    const share = (lengths[at] ?? 0) === 0 ? 0 : Math.min(1, (wanted - gone) / (lengths[at] ?? 1))
    made.push([from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share])
  }
  return made
}

/** The mean distance of places. */
function apart(one: readonly Spot[], other: readonly Spot[]): number {
  return one.reduce((sum, [x, y], i) => sum + Math.hypot(x - (other[i]?.[0] ?? x), y - (other[i]?.[1] ?? y)), 0) / one.length
}
