/**
 * Hybrid logical clocks: stamps that order edits of many devices. A stamp is text that sorts as it orders:
 * `wall-count-replica`, milliseconds since 1970 as 12 hexadecimal digits, 4 such digits, and the replica's name.
 */

/** How far ahead of the server a stamp may be, in milliseconds. */
const AHEAD_MS = 60_000
const MOST = 0xffff
const STAMP = /^[0-9a-f]{12}-[0-9a-f]{4}-[A-Za-z0-9_]{1,32}$/

/** The latest moment given or seen. */
export interface Moment {
  wall: number
  count: number
}

/** The moment after the latest one, never before `now`. */
export function next(latest: Moment, now: number): Moment {
  const wall = Math.floor(now)
  if (wall > latest.wall) return { wall, count: 0 }
  return latest.count < MOST ? { wall: latest.wall, count: latest.count + 1 } : { wall: latest.wall + 1, count: 0 }
}

export function stampOf({ wall, count }: Moment, replica: string): string {
  return `${hex(wall, 12)}-${hex(count, 4)}-${replica}`
}

/** Past a stamp of somebody else, unless it is wildly ahead or no stamp. */
export function past(latest: Moment, stamp: string, now: number): Moment {
  if (!STAMP.test(stamp)) return latest
  const seen = momentOf(stamp)
  return seen.wall > now + AHEAD_MS ? latest : later(latest, seen)
}

export function momentOf(stamp: string): Moment {
  return { wall: parseInt(stamp.slice(0, 12), 16), count: parseInt(stamp.slice(13, 17), 16) }
}

export function later(one: Moment, other: Moment): Moment {
  return other.wall > one.wall || (other.wall === one.wall && other.count > one.count) ? other : one
}

/** Random letters and digits, for the names of replicas and of new records. */
export function randomName(bytes = 12): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => hex(byte, 2)).join('')
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0')
}
