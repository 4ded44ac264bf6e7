import type { Rect } from './recipe'

/** A part of a picture, moved by its corners; everything in fractions of the picture. */

export const CORNERS = ['nw', 'ne', 'se', 'sw'] as const
export type Corner = (typeof CORNERS)[number]

const LEAST = 0.05

/** A corner comes to (x, y), the one across from it stays. `aspect`: width by height, both as fractions; null for any. */
export function resized(rect: Rect, corner: Corner, x: number, y: number, aspect: number | null): Rect {
  const [west, north] = [corner.endsWith('w'), corner.startsWith('n')]
  const fixed = { x: west ? rect.x + rect.width : rect.x, y: north ? rect.y + rect.height : rect.y }
  const room = { x: west ? fixed.x : 1 - fixed.x, y: north ? fixed.y : 1 - fixed.y }
  let width = clamp(west ? fixed.x - x : x - fixed.x, LEAST, room.x)
  let height = clamp(north ? fixed.y - y : y - fixed.y, LEAST, room.y)
  if (aspect !== null) {
    width = Math.min(Math.max(width, height * aspect), room.x, room.y * aspect)
    height = width / aspect
  }
  return { x: west ? fixed.x - width : fixed.x, y: north ? fixed.y - height : fixed.y, width, height }
}

export function shifted(rect: Rect, x: number, y: number): Rect {
  return { ...rect, x: clamp(rect.x + x, 0, 1 - rect.width), y: clamp(rect.y + y, 0, 1 - rect.height) }
}

/** The largest part of that shape about the same middle. */
export function shaped(rect: Rect, aspect: number): Rect {
  const [x, y] = [rect.x + rect.width / 2, rect.y + rect.height / 2]
  const width = Math.min(Math.max(rect.width, rect.height * aspect), 1, aspect)
  const height = width / aspect
  return { x: clamp(x - width / 2, 0, 1 - width), y: clamp(y - height / 2, 0, 1 - height), width, height }
}

export function cornerOf(rect: Rect, corner: Corner): { x: number; y: number } {
  return { x: rect.x + (corner.endsWith('e') ? rect.width : 0), y: rect.y + (corner.startsWith('s') ? rect.height : 0) }
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), Math.max(least, most))
}
