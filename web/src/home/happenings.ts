import { type Day, dayNamed, nameOf } from './days'
import type { Event } from './documents'
import { lunarDays } from './lunar'
import { readRule, repeated } from './repeating'
import { minutesOf, momentIn, wallClock } from './zones'

/** When the events of a calendar happen, as src/parley/home/events.py has it. */

export interface Happening {
  event: Event
  /** The day in the event's own zone, by which one time of many is left out. */
  named: string
  /** POSIX seconds; of what is all day they mean nothing. */
  begins: number
  ends: number
  /** Where whoever looks is. */
  first: Day
  last: Day
  allDay: boolean
}

const A_DAY = 1_440

/** The days from `since` on that it begins on, in order; without end where it repeats for ever. */
export function* eventDays(event: Event, since: Day): Generator<Day> {
  const first = dayNamed(event.day)
  if (first === null) return
  const rule = event.repeat === '' ? null : readRule(event.repeat)
  const days = event.lunar !== '' ? lunarDays(event.lunar, first) : rule === null ? [first] : repeated(rule, first)
  for (const day of days) if (day >= since && !event.skipped.includes(nameOf(day))) yield day
}

/** When it happens so that any of it is on one of these days, in order. */
export function happenings(event: Event, zone: string, first: Day, last: Day): Happening[] {
  if (event.gone) return []
  const allDay = event.time === ''
  const length = Math.max(allDay ? A_DAY : 0, event.minutes)
  const found: Happening[] = []
  for (const day of eventDays(event, first - Math.ceil(length / A_DAY) - 1)) {
    if (day > last + 1) break
    const one = allDay ? wholeDays(event, day, length) : timed(event, day, zone)
    if (one.first <= last && one.last >= first) found.push(one)
  }
  return found
}

function wholeDays(event: Event, day: Day, length: number): Happening {
  const last = day + Math.floor(length / A_DAY) - 1
  return { event, named: nameOf(day), begins: day * 86_400, ends: (last + 1) * 86_400, first: day, last, allDay: true }
}

function timed(event: Event, day: Day, zone: string): Happening {
  const begins = momentIn(day, minutesOf(event.time), event.zone)
  const ends = begins + event.minutes * 60
  const first = wallClock(begins, zone).day
  // What ends at midnight is not on the next day.
  const last = event.minutes === 0 ? first : wallClock(ends - 1, zone).day
  return { event, named: nameOf(day), begins, ends, first, last, allDay: false }
}

/** Everything on these days, by day: what is all day first, then by when it begins. */
export function byDay(events: readonly Event[], zone: string, first: Day, last: Day): Map<Day, Happening[]> {
  const found = new Map<Day, Happening[]>()
  for (const one of events.flatMap((event) => happenings(event, zone, first, last))) {
    for (let day = Math.max(first, one.first); day <= Math.min(last, one.last); day++) {
      found.set(day, [...(found.get(day) ?? []), one])
    }
  }
  for (const ones of found.values()) ones.sort(order)
  return found
}

export function repeats({ repeat, lunar }: Event): boolean {
  return lunar !== '' || readRule(repeat) !== null
}

function order(a: Happening, b: Happening): number {
  return Number(b.allDay) - Number(a.allDay) || a.begins - b.begins || a.event.title.localeCompare(b.event.title)
}
