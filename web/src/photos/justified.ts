/** Photos in rows that fill the width, under their months: where each row stands, of as many photos as there are. */

/** Pixels between photos. */
export const GAP = 4
const HEAD = 56
/** Wider and taller ones are cut to this, or a panorama would leave no row to look at. */
const NARROWEST = 0.45
const WIDEST = 3

export interface Row {
  top: number
  height: number
  /** The first of its photos. */
  first: number
  /** Photos in it; 0 for the heading of a month. */
  count: number
  month: number
}

export interface Layout {
  height: number
  rows: Row[]
  /** The month of each heading, as 12 × year + month from 0, and the row that it is. */
  months: { key: number; row: number; top: number; count: number }[]
}

export function shown(ratio: number): number {
  return Number.isFinite(ratio) ? Math.min(Math.max(ratio, NARROWEST), WIDEST) : 1
}

/** How high rows are on such a width, about. */
export function rowHeight(width: number): number {
  return width < 520 ? 118 : width < 900 ? 168 : 212
}

/** `keys`: the month of each photo, or null for a row after the other without headings. */
export function laidOut(ratios: readonly number[], keys: readonly number[] | null, width: number): Layout {
  const layout: Layout = { height: 0, rows: [], months: [] }
  const wanted = rowHeight(width)
  let first = 0
  while (first < ratios.length) {
    const key = keys?.[first] ?? 0
    let end = first + 1
    while (end < ratios.length && (keys === null || keys[end] === key)) end += 1
    if (keys !== null) {
      layout.months.push({ key, row: layout.rows.length, top: layout.height, count: end - first })
      layout.rows.push({ top: layout.height, height: HEAD, first, count: 0, month: layout.months.length - 1 })
      layout.height += HEAD
    }
    fill(layout, ratios, first, end, width, wanted)
    first = end
  }
  return layout
}

function fill(layout: Layout, ratios: readonly number[], from: number, end: number, width: number, wanted: number): void {
  const month = layout.months.length - 1
  const push = (first: number, count: number, height: number) => {
    layout.rows.push({ top: layout.height, height, first, count, month })
    layout.height += height + GAP
  }
  let first = from
  let sum = 0
  for (let at = from; at < end; at += 1) {
    sum += shown(ratios[at] ?? 1)
    const room = width - GAP * (at - first)
    if (sum * wanted < room) continue
    push(first, at + 1 - first, Math.max(1, Math.round(room / sum)))
    first = at + 1
    sum = 0
  }
  // What is left over does not fill its row, and is not blown up to.
  if (first < end) push(first, end - first, wanted)
}

/** Where the photos of a row begin and how wide they are, in whole pixels; a row that is full ends with the width. */
export function across(row: Row, ratios: readonly number[], width: number): { left: number; width: number }[] {
  const places: { left: number; width: number }[] = []
  let left = 0
  for (let at = row.first; at < row.first + row.count; at += 1) {
    const wide = shown(ratios[at] ?? 1) * row.height
    places.push({ left: Math.round(left), width: Math.round(left + wide) - Math.round(left) })
    left += wide + GAP
  }
  const last = places.at(-1)
  // Rounding the height leaves up to a few pixels.
  if (last !== undefined && Math.abs(last.left + last.width - width) <= 2 * row.count) last.width = width - last.left
  return places
}

/** The rows from … to before … that are seen between two heights. */
export function seen(rows: readonly Row[], top: number, bottom: number): [first: number, end: number] {
  const first = firstWhere(rows.length, (at) => endOf(rows[at]) > top)
  return [first, Math.max(first, firstWhere(rows.length, (at) => (rows[at]?.top ?? 0) >= bottom))]
}

/** The row that a photo is in. */
export function rowOf(rows: readonly Row[], photo: number): number {
  return firstWhere(rows.length, (at) => (rows[at]?.first ?? 0) + (rows[at]?.count ?? 0) > photo)
}

/** The photo that an arrow key leads to. */
export function neighbour(layout: Layout, ratios: readonly number[], width: number, photo: number, step: -1 | 1): number {
  const { rows } = layout
  const at = rowOf(rows, photo)
  const own = rows[at]
  if (own === undefined) return photo
  let to = at + step
  while (rows[to] !== undefined && rows[to]?.count === 0) to += step
  const row = rows[to]
  if (row === undefined) return photo
  const middle = (places: { left: number; width: number }[], i: number) => (places[i]?.left ?? 0) + (places[i]?.width ?? 0) / 2
  const from = middle(across(own, ratios, width), photo - own.first)
  const places = across(row, ratios, width)
  const distances = places.map((_, i) => Math.abs(middle(places, i) - from))
  return row.first + distances.indexOf(Math.min(...distances))
}

function endOf(row: Row | undefined): number {
  return row === undefined ? 0 : row.top + row.height
}

function firstWhere(length: number, holds: (at: number) => boolean): number {
  let [low, high] = [0, length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (holds(middle)) high = middle
    else low = middle + 1
  }
  return low
}
