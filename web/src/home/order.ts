/** Places in a list: texts that sort, between any two of which there is another. */

const FIRST = 'a'.charCodeAt(0)
const LETTERS = 26
const LONGEST = 60

export interface Placed {
  id: string
  order: string
}

/** A text that sorts after `before` and before `after`; empty for no bound. Neither ends in `a`. */
export function between(before: string, after: string): string {
  let made = ''
  for (let i = 0; ; i++) {
    const low = i < before.length ? before.charCodeAt(i) - FIRST : 0
    const bounded = after !== '' && after.startsWith(made)
    const high = bounded ? (i < after.length ? after.charCodeAt(i) - FIRST : 0) : LETTERS
    if (high - low > 1) {
      // At the end there is mostly more to come: leave room.
      const middle = after === '' ? Math.min(low + 2, (low + high) >> 1) : (low + high) >> 1
      return made + String.fromCharCode(FIRST + Math.max(middle, low + 1))
    }
    made += String.fromCharCode(FIRST + low)
  }
}

/** In their places; what has none, or the same as another, by id. */
export function sorted<T extends Placed>(things: readonly T[]): T[] {
  return [...things].sort((one, other) => compare(one.order, other.order) || compare(one.id, other.id))
}

/** Which things need which new places so that `id` comes to stand at `index` of the list without it. */
export function moved(things: readonly Placed[], id: string, index: number): Placed[] {
  const others = sorted(things).filter((each) => each.id !== id)
  const before = others[index - 1]?.order ?? ''
  const after = others[index]?.order ?? ''
  const orders = new Set(others.map(({ order }) => order))
  const clear = orders.size === others.length && others.every(({ order }) => /^[a-z]*[b-z]$/.test(order))
  const order = clear ? between(before, after) : ''
  if (clear && order.length <= LONGEST) return [{ id, order }]
  const wanted = [...others.slice(0, index).map((each) => each.id), id, ...others.slice(index).map((each) => each.id)]
  return wanted.map((each, i) => ({ id: each, order: spread(i, wanted.length) }))
}

/** The place of one of many, evenly apart. */
function spread(index: number, of: number): string {
  const digits = Math.max(2, Math.ceil(Math.log(2 * (of + 2)) / Math.log(LETTERS)))
  let place = Math.floor(((index + 1) * LETTERS ** digits) / (of + 1))
  let made = ''
  for (let i = 0; i < digits; i++) {
    made = String.fromCharCode(FIRST + (place % LETTERS)) + made
    place = Math.floor(place / LETTERS)
  }
  // Before what ends in the first letter nothing can be put.
  return made.endsWith('a') ? `${made.slice(0, -1)}b` : made
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}
