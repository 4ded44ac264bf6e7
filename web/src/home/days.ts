/** Days of the common calendar as whole numbers, so that no clock and no zone gets into them. */

/** Days since the first of January 1970. */
export type Day = number

const DAY_MS = 86_400_000
const NAMED = /^(\d{4})-(\d{2})-(\d{2})$/

export interface DayParts {
  year: number
  /** January is 1. */
  month: number
  date: number
  /** Monday is 1. */
  weekday: number
}

export function dayFrom(year: number, month: number, date: number): Day {
  return Math.round(Date.UTC(year, month - 1, date) / DAY_MS)
}

/** The day of `2026-12-24`; null for what is none, such as the 31st of February. */
export function dayNamed(text: string): Day | null {
  const [, year, month, date] = NAMED.exec(text) ?? []
  if (year === undefined) return null
  const day = dayFrom(Number(year), Number(month), Number(date))
  return nameOf(day) === text ? day : null
}

/** `2026-12-24`. */
export function nameOf(day: Day): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10)
}

export function partsOf(day: Day): DayParts {
  const at = new Date(day * DAY_MS)
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, date: at.getUTCDate(), weekday: at.getUTCDay() || 7 }
}

export function monthLength(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate()
}

/** The same day of another month; where it lacks it, its last. */
export function monthsLater(day: Day, months: number): Day {
  const { year, month, date } = partsOf(day)
  const first = partsOf(dayFrom(year, month + months, 1))
  return dayFrom(first.year, first.month, Math.min(date, monthLength(first.year, first.month)))
}

/** Where the clock of this machine is now. */
export function today(now = new Date()): Day {
  return dayFrom(now.getFullYear(), now.getMonth() + 1, now.getDate())
}

/** The middle of a day by the clock of this machine, POSIX seconds. */
export function noonOf(day: Day): number {
  const { year, month, date } = partsOf(day)
  return new Date(year, month - 1, date, 12).getTime() / 1000
}

export function formatDay(day: Day, locale: string, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' }).format(day * DAY_MS)
}

/** The weeks that a month touches, each of seven days. */
export function weeksOf(day: Day, firstWeekday: number): Day[][] {
  const { year, month } = partsOf(day)
  const first = dayFrom(year, month, 1)
  const last = first + monthLength(year, month) - 1
  const weeks: Day[][] = []
  for (let start = first - ((partsOf(first).weekday - firstWeekday + 7) % 7); start <= last; start += 7) {
    weeks.push(Array.from({ length: 7 }, (_, i) => start + i))
  }
  return weeks
}
