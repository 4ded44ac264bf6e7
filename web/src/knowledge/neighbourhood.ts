import type { Neighbour } from './types'

/** A picture of what is around a thing: boxes around a middle that do not overlap, the same every time. */

export interface Size { width: number; height: number }
/** The middle of a box, in pixels. */
export interface Point { x: number; y: number }

/** Between two boxes, and to the edge; pixels. */
export const GAP = 10
const ROUNDS = 400

/** At most so many of them, of as many relations as can be, those of one relation side by side. */
export function chosen(all: readonly Neighbour[], most: number): Neighbour[] {
  const groups = new Map<string, Neighbour[]>()
  const seen = new Set<string>()
  for (const each of all) {
    if (seen.has(each.id)) continue
    seen.add(each.id)
    const key = `${each.relation} ${each.out}`
    groups.set(key, [...(groups.get(key) ?? []), each])
  }
  const taken = new Map<string, Neighbour[]>([...groups.keys()].map((key) => [key, []]))
  let count = 0
  for (let turn = 0; count < most; turn++) {
    const before = count
    for (const [key, group] of groups) {
      const next = group[turn]
      if (next === undefined || count === most) continue
      taken.get(key)?.push(next)
      count++
    }
    if (count === before) break
  }
  return [...taken.values()].flat()
}

/** Pixels that are added where boxes found no place. */
const MORE = 48
const TRIES = 5

/** Where boxes stand around the one in the middle, and how high the picture is for it: as high as it was meant to be, or higher. */
export function arranged(sizes: readonly Size[], middle: Size, { width, height }: Size): { points: Point[]; height: number } {
  for (let more = 0; more < TRIES; more++) {
    const area = { width, height: height + more * MORE }
    const points = laid(sizes, middle, area)
    if (apart(points, sizes, { x: area.width / 2, y: area.height / 2 }, middle)) return { points, height: area.height }
  }
  return inRows(sizes, middle, width)
}

/** Where boxes stand around the one in the middle of an area, as well as it goes. */
function laid(sizes: readonly Size[], middle: Size, area: Size): Point[] {
  const centre = { x: area.width / 2, y: area.height / 2 }
  const points = sizes.map((size, i): Point => {
    // Beginning at the top, but not above it where there are few: the first stands to the upper right.
    const angle = ((i + 0.5) / sizes.length) * 2 * Math.PI - Math.PI / 2
    return inside({
      x: centre.x + Math.cos(angle) * (area.width - size.width) / 2,
      y: centre.y + Math.sin(angle) * (area.height - size.height) / 2,
    }, size, area)
  })
  for (let round = 0; round < ROUNDS; round++) {
    let moved = false
    for (let i = 0; i < points.length; i++) {
      for (let j = i + 1; j < points.length; j++) moved = parted(points, sizes, i, j) || moved
      moved = keptOff(points, sizes, i, centre, middle) || moved
      points[i] = inside(points[i] as Point, sizes[i] as Size, area)
    }
    if (!moved) break
  }
  return points
}

function apart(points: readonly Point[], sizes: readonly Size[], centre: Point, middle: Size): boolean {
  const boxes = [...points.map((point, i) => [point, sizes[i] as Size] as const), [centre, middle] as const]
  return boxes.every(([one, oneSize], i) => boxes.slice(i + 1).every(([other, otherSize]) => {
    const { x, y } = overlap(one, oneSize, other, otherSize, 0)
    return Math.min(x, y) <= 0
  }))
}

/** Where pushing comes to no end, because there is little room: rows above the middle and below it. */
function inRows(sizes: readonly Size[], middle: Size, width: number): { points: Point[]; height: number } {
  const [widest, highest] = [Math.max(...sizes.map((size) => size.width)), Math.max(...sizes.map((size) => size.height))]
  const columns = Math.max(1, Math.floor((width + GAP) / (widest + GAP)))
  const rows = Math.ceil(sizes.length / columns)
  const above = Math.floor(rows / 2)
  const step = highest + GAP
  // As much room above as below, so that the middle is in the middle.
  const room = Math.ceil(rows / 2) * step
  const height = 2 * room + middle.height
  const points = sizes.map((_, i): Point => {
    const [row, column] = [Math.floor(i / columns), i % columns]
    const top = row < above ? row * step : room + middle.height + GAP + (row - above) * step
    return { x: (width / columns) * (column + 0.5), y: top + highest / 2 }
  })
  return { points, height }
}

/** How far two boxes with a gap between them stand in each other, on both axes. */
export function overlap(one: Point, oneSize: Size, other: Point, otherSize: Size, gap = GAP): Point {
  return {
    x: (oneSize.width + otherSize.width) / 2 + gap - Math.abs(one.x - other.x),
    y: (oneSize.height + otherSize.height) / 2 + gap - Math.abs(one.y - other.y),
  }
}

/** Two boxes give way to each other, where the way is shorter. */
function parted(points: Point[], sizes: readonly Size[], i: number, j: number): boolean {
  const [one, other] = [points[i], points[j]] as [Point, Point]
  const { x, y } = overlap(one, sizes[i] as Size, other, sizes[j] as Size)
  // Less than this is seen by nobody, and would never end.
  if (x <= 0.01 || y <= 0.01) return false
  if (y <= x) {
    const way = one.y < other.y || (one.y === other.y && i < j) ? y / 2 : -y / 2
    one.y -= way
    other.y += way
  } else {
    const way = one.x < other.x || (one.x === other.x && i < j) ? x / 2 : -x / 2
    one.x -= way
    other.x += way
  }
  return true
}

/** A box leaves the middle to the box that stands there. */
function keptOff(points: Point[], sizes: readonly Size[], i: number, centre: Point, middle: Size): boolean {
  const one = points[i] as Point
  const { x, y } = overlap(one, sizes[i] as Size, centre, middle)
  if (x <= 0.01 || y <= 0.01) return false
  one.y += one.y < centre.y ? -y : y
  return true
}

function inside({ x, y }: Point, { width, height }: Size, area: Size): Point {
  const held = (value: number, size: number, room: number) => Math.min(Math.max(value, size / 2), Math.max(room - size / 2, size / 2))
  return { x: held(x, width, area.width), y: held(y, height, area.height) }
}

/** Where a line from the middle of a box leaves it on the way to a point. */
export function leaves(from: Point, size: Size, to: Point): Point {
  const [dx, dy] = [to.x - from.x, to.y - from.y]
  if (dx === 0 && dy === 0) return from
  const share = Math.min(dx === 0 ? Infinity : size.width / 2 / Math.abs(dx), dy === 0 ? Infinity : size.height / 2 / Math.abs(dy), 1)
  return { x: from.x + dx * share, y: from.y + dy * share }
}

/** Width of a text in ems: Chinese characters are as wide as high, others somewhat more than half, in wide fonts. */
export function ems(text: string): number {
  return Array.from(text).reduce((sum, each) => sum + (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u.test(each) ? 1 : 0.62), 0)
}

/** A text of so many ems at most, with … where something was left out. */
export function cut(text: string, most: number): string {
  if (ems(text) <= most) return text
  let kept = ''
  for (const each of text) {
    if (ems(kept + each) > most - 0.8) break
    kept += each
  }
  return `${kept.trimEnd()}…`
}
