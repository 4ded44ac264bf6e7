import { type Day, dayFrom } from './days'

/** What clocks elsewhere show, by the time zones that the browser knows. */

const A_DAY = 86_400
const formats = new Map<string, Intl.DateTimeFormat>()

export function ownZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone
}

/** The day there, and the minutes that have passed of it. */
export function wallClock(seconds: number, zone: string): { day: Day; minutes: number } {
  const shown = wallSeconds(seconds, zone)
  const day = Math.floor(shown / 86_400)
  return { day, minutes: Math.floor((shown - day * 86_400) / 60) }
}

/**
 * When a clock there shows so many minutes of a day, POSIX seconds. What spring skips comes as much later, and what
 * autumn has twice comes the first time, as the server has it.
 */
export function momentIn(day: Day, minutes: number, zone: string): number {
  const wanted = day * 86_400 + minutes * 60
  const before = offset(wanted - A_DAY, zone)
  const after = offset(wanted + A_DAY, zone)
  if (before === after || offset(wanted - before, zone) === before) return wanted - before
  return offset(wanted - after, zone) === after ? wanted - after : wanted - before
}

/** `07:30` as minutes of the day. */
export function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return hours * 60 + minutes
}

/** Minutes of the day as `07:30`. */
export function timeOf(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
}

function offset(seconds: number, zone: string): number {
  return wallSeconds(seconds, zone) - seconds
}

/** What the clock there shows, as seconds since 1970 began there. */
function wallSeconds(seconds: number, zone: string): number {
  const whole = Math.floor(seconds)
  const found: Record<string, number> = {}
  for (const { type, value } of formatOf(zone).formatToParts(whole * 1000)) found[type] = Number(value)
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = found
  return dayFrom(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second + (seconds - whole)
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone)
  if (known !== undefined) return known
  const made = newFormat(zone)
  formats.set(zone, made)
  return made
}

function newFormat(zone: string): Intl.DateTimeFormat {
  const shape = {
    calendar: 'iso8601', numberingSystem: 'latn', hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric',
    hour: 'numeric', minute: 'numeric', second: 'numeric',
  } as const
  try {
    return new Intl.DateTimeFormat('en', { ...shape, timeZone: zone })
  } catch (error) {
    if (error instanceof RangeError) return new Intl.DateTimeFormat('en', { ...shape, timeZone: 'UTC' }) // no such zone
    throw error
  }
}
