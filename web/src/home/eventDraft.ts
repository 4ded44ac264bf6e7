import { type Day, dayNamed, nameOf, partsOf, today } from './days'
import type { Event } from './documents'
import { settingOf } from './lunar'
import { readRule, untilOf, WEEKDAYS } from './repeating'
import { minutesOf, momentIn, ownZone, timeOf, wallClock } from './zones'

/** An event as it is filled in, and what is kept of it. */

export type Every = '' | 'daily' | 'weekdays' | 'weekly' | 'monthly' | 'yearly' | 'lunar' | 'other'

export interface Draft {
  title: string
  allDay: boolean
  day: string
  time: string
  lastDay: string
  endTime: string
  place: string
  note: string
  every: Every
  /** Of the week, for `weekly`; empty for the one that it begins on. */
  days: number[]
  /** The last day it may be on; empty for ever. */
  until: string
  lunar: string
  alerts: number[]
  /** Minutes that clocks go on until it ends, kept while another beginning is filled in. */
  held: number
}

export type Kept = Pick<Event, 'title' | 'day' | 'time' | 'minutes' | 'zone' | 'place' | 'note' | 'repeat' | 'lunar' | 'alerts'>

const A_DAY = 1_440
const LONGEST = 366 * A_DAY
const WORKDAYS = [1, 2, 3, 4, 5]
/** Minutes before an event at which one may want to be told; of what is all day, in the evening or morning before. */
export const ALERTS = { timed: [0, 10, 30, 60, A_DAY], allDay: [4 * 60, 15 * 60] }

export function newDraft(day: Day, now = new Date()): Draft {
  const hour = day === today(now) ? Math.min(22, now.getHours() + 1) : 9
  return {
    title: '', allDay: false, day: nameOf(day), time: timeOf(hour * 60), lastDay: nameOf(day), endTime: timeOf(hour * 60 + 60),
    place: '', note: '', every: '', days: [], until: '', lunar: '', alerts: [], held: 60,
  }
}

export function draftOf(event: Event): Draft {
  const { title, day, time, place, note, lunar, alerts } = event
  const allDay = time === ''
  const begins = dayNamed(day) ?? 0
  const end = allDay
    ? { day: begins + Math.max(1, Math.floor(event.minutes / A_DAY)) - 1, minutes: 10 * 60 }
    : wallClock(momentIn(begins, minutesOf(time), event.zone) + event.minutes * 60, event.zone)
  return ended({
    title, allDay, day, time: allDay ? '09:00' : time, lastDay: '', endTime: '', place, note, lunar, alerts, held: 60,
    ...(lunar === '' ? simple(event.repeat, begins) : { every: 'lunar' as const, days: [], until: '' }),
  }, { lastDay: nameOf(end.day), endTime: timeOf(end.minutes) })
}

/** Another beginning: the end goes along, and what repeats by the moon no longer does on another day. */
export function begun(draft: Draft, changed: { day?: string; time?: string }): Draft {
  const moved = { ...draft, ...changed }
  if (moved.day !== draft.day && moved.every === 'lunar') Object.assign(moved, { every: 'yearly', lunar: '' })
  const begins = wall(moved.day, moved.time)
  if (begins === null) return moved
  const end = begins + moved.held
  return { ...moved, lastDay: nameOf(Math.floor(end / A_DAY)), endTime: timeOf(end - Math.floor(end / A_DAY) * A_DAY) }
}

export function ended(draft: Draft, changed: { lastDay?: string; endTime?: string }): Draft {
  const moved = { ...draft, ...changed }
  const [begins, ends] = [wall(moved.day, moved.time), wall(moved.lastDay, moved.endTime)]
  return begins === null || ends === null ? moved : { ...moved, held: Math.max(0, ends - begins) }
}

/** Minutes; null while it is filled in, when years have one digit. */
function wall(day: string, time: string): number | null {
  const named = dayNamed(day)
  return named === null || time === '' || day < '1900' ? null : named * A_DAY + minutesOf(time)
}

export function repeating(draft: Draft, every: Every, lunar = settingOf(dayNamed(draft.day) ?? 0)): Draft {
  return { ...draft, every, lunar: every === 'lunar' ? lunar : '' }
}

/** What is kept of it, or the word that says what is wrong with it. */
export function keptOf(draft: Draft, before: Event | null): Kept | 'endBeforeBegin' | 'tooLong' {
  const old = before === null ? null : draftOf(before)
  const zone = before?.zone ?? ownZone()
  const minutes = old !== null && before !== null && sameTimes(old, draft) ? before.minutes : length(draft, zone)
  if (minutes < 0) return 'endBeforeBegin'
  if (minutes > LONGEST) return 'tooLong'
  const time = draft.allDay ? '' : draft.time
  const sameRule = old !== null && old.day === draft.day && old.every === draft.every && old.until === draft.until && old.days.join() === draft.days.join()
  const sameUntil = draft.until === '' || (old !== null && old.time === draft.time && old.allDay === draft.allDay)
  return {
    title: draft.title.trim(), day: draft.day, time, minutes, zone, place: draft.place.trim(), note: draft.note.trim(),
    repeat: before !== null && (draft.every === 'other' || (sameRule && sameUntil)) ? before.repeat : ruleOf(draft, time, zone),
    lunar: draft.every === 'lunar' ? draft.lunar : '', alerts: [...draft.alerts].sort((a, b) => a - b),
  }
}

function sameTimes(one: Draft, other: Draft): boolean {
  return (['allDay', 'day', 'time', 'lastDay', 'endTime'] as const).every((name) => one[name] === other[name])
}

function length(draft: Draft, zone: string): number {
  const [first, last] = [dayNamed(draft.day) ?? 0, dayNamed(draft.lastDay) ?? 0]
  if (draft.allDay) return last < first ? -1 : (last - first + 1) * A_DAY
  return Math.round((momentIn(last, minutesOf(draft.endTime), zone) - momentIn(first, minutesOf(draft.time), zone)) / 60)
}

/** What can be filled in of a rule; `other` for what cannot. */
function simple(text: string, begins: Day): Pick<Draft, 'every' | 'days' | 'until'> {
  const rule = readRule(text)
  const plain = { days: [], until: rule?.until == null ? '' : nameOf(rule.until) }
  if (rule === null) return { ...plain, every: text === '' ? '' : 'other' }
  const weekdays = rule.weekdays.map(({ weekday }) => weekday).sort()
  const strange = rule.interval !== 1 || rule.times > 0 || rule.days.length > 0 || rule.months.length > 0
  if (strange || (weekdays.length > 0 && rule.every !== 'WEEKLY')) return { ...plain, every: 'other' }
  switch (rule.every) {
    case 'DAILY': return { ...plain, every: 'daily' }
    case 'MONTHLY': return { ...plain, every: 'monthly' }
    case 'YEARLY': return { ...plain, every: 'yearly' }
    case 'WEEKLY': {
      if (weekdays.join() === WORKDAYS.join()) return { ...plain, every: 'weekdays' }
      return { ...plain, every: 'weekly', days: weekdays.join() === String(partsOf(begins).weekday) ? [] : weekdays }
    }
  }
}

function ruleOf({ every, days, until }: Draft, time: string, zone: string): string {
  if (every === '' || every === 'lunar' || every === 'other') return ''
  const often = every === 'weekdays' ? 'WEEKLY' : every.toUpperCase()
  const on = every === 'weekdays' ? WORKDAYS : every === 'weekly' ? days : []
  const last = dayNamed(until)
  return [
    `FREQ=${often}`,
    ...(on.length === 0 ? [] : [`BYDAY=${WEEKDAYS.filter((_, i) => on.includes(i + 1)).join(',')}`]),
    ...(last === null ? [] : [`UNTIL=${lastMoment(last, time, zone)}`]),
  ].join(';')
}

/** The day is what counts here; to other programs the last event that counts is the one on it. */
function lastMoment(day: Day, time: string, zone: string): string {
  if (time === '') return untilOf(day)
  const there = wallClock(momentIn(day, minutesOf(time), zone), 'UTC')
  const clock = there.day < day ? '000000' : there.day > day ? '235959' : `${timeOf(there.minutes).replace(':', '')}00`
  return `${untilOf(day)}T${clock}Z`
}
