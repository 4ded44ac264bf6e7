import type { Cells } from './types'

/** All photos of a person, newest first, as the grid needs them. */
export interface Shelf {
  ids: readonly string[]
  taken: readonly number[]
  offsets: readonly number[]
  ratios: readonly number[]
  favourites: ReadonlySet<number>
  /** Where a photo stands. */
  at: ReadonlyMap<string, number>
}

export function shelfOf(cells: Cells): Shelf {
  const { ids, taken, offsets, ratios } = cells
  return { ids, taken, offsets, ratios, favourites: new Set(cells.favourites), at: new Map(ids.map((id, i) => [id, i])) }
}

/** Some of them, in this order; those that are gone are left out. */
export function chosen(shelf: Shelf, ids: Iterable<string>): number[] {
  return [...ids].flatMap((id) => shelf.at.get(id) ?? [])
}

export function without(shelf: Shelf, gone: ReadonlySet<string>): Shelf {
  const left = [...shelf.ids.keys()].filter((i) => !gone.has(shelf.ids[i] ?? ''))
  const pick = <T>(column: readonly T[]) => left.map((i) => column[i] as T)
  const ids = pick(shelf.ids)
  return {
    ids,
    taken: pick(shelf.taken),
    offsets: pick(shelf.offsets),
    ratios: pick(shelf.ratios),
    favourites: new Set(left.flatMap((i, now) => (shelf.favourites.has(i) ? [now] : []))),
    at: new Map(ids.map((id, i) => [id, i])),
  }
}

export function marked(shelf: Shelf, ids: Iterable<string>, favourite: boolean): Shelf {
  const favourites = new Set(shelf.favourites)
  for (const at of chosen(shelf, ids)) {
    if (favourite) favourites.add(at)
    else favourites.delete(at)
  }
  return { ...shelf, favourites }
}

/** The time on the clocks where it was taken, as if they were UTC's, in milliseconds. */
export function localTime(taken: number, offset: number): number {
  return (taken + offset * 60) * 1000
}

/** The month of each photo as 12 × year + month from 0, which never rises: clocks elsewhere tear no month apart. */
export function months(shelf: Shelf, order: readonly number[] | null): number[] {
  const keys: number[] = []
  const date = new Date()
  let before = Infinity
  for (const at of order ?? shelf.ids.keys()) {
    date.setTime(localTime(shelf.taken[at] ?? 0, shelf.offsets[at] ?? 0))
    before = Math.min(before, date.getUTCFullYear() * 12 + date.getUTCMonth())
    keys.push(before)
  }
  return keys
}
