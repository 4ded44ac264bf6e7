import { type Day, partsOf, today } from './days'
import type { Alarm, Reminder } from './documents'
import { lunarDays } from './lunar'

/** When things ring next, by this browser's calendar: for showing it. The server decides when they do ring. */

const MANY_DAYS = 9
const MANY_STEPS = 2_000

/** POSIX seconds, or null for never. */
export function alarmRings(alarm: Alarm, now: number): number | null {
  const snoozed = alarm.snoozed > Math.max(alarm.rang, now) ? alarm.snoozed : null
  if (!alarm.enabled) return snoozed
  const [hours = 0, minutes = 0] = alarm.time.split(':').map(Number)
  const from = new Date(Math.max(now, alarm.since, alarm.rang) * 1000)
  for (const day of ringingDays(alarm, today(from))) {
    const at = clockOn(day, hours, minutes)
    if (at > from) return snoozed === null ? at.getTime() / 1000 : Math.min(snoozed, at.getTime() / 1000)
  }
  return snoozed
}

function ringingDays({ days, lunar }: Alarm, since: Day): Iterable<Day> {
  if (lunar !== '') return lunarDays(lunar, since)
  const next = Array.from({ length: MANY_DAYS }, (_, ahead) => since + ahead)
  return days.length === 0 ? next : next.filter((day) => days.includes(partsOf(day).weekday))
}

function clockOn(day: Day, hours: number, minutes: number): Date {
  const { year, month, date } = partsOf(day)
  return new Date(year, month - 1, date, hours, minutes)
}

/** POSIX seconds: the first of its times after it last rang, which may be past; null for none. */
export function reminderRings(reminder: Reminder): number | null {
  if (reminder.done) return null
  if (reminder.snoozed > reminder.rang) return reminder.snoozed
  if (reminder.due === 0) return null
  if (reminder.rang < reminder.due) return reminder.due
  const start = new Date(reminder.due * 1000)
  if (reminder.lunar !== '' && (reminder.repeat === 'monthly' || reminder.repeat === 'yearly')) {
    for (const day of lunarDays(reminder.lunar, today(start))) {
      const at = clockOn(day, start.getHours(), start.getMinutes()).getTime() / 1000
      if (at > Math.max(reminder.rang, reminder.due)) return at
    }
    return null
  }
  for (let step = 1; step < MANY_STEPS; step++) {
    const at = stepped(start, reminder.repeat, step)
    if (at === null) return null
    const weekend = reminder.repeat === 'weekdays' && [0, 6].includes(at.getDay())
    if (!weekend && at.getTime() / 1000 > reminder.rang) return at.getTime() / 1000
  }
  return null
}

function stepped(start: Date, repeat: Reminder['repeat'], step: number): Date | null {
  switch (repeat) {
    case '': return null
    case 'daily':
    case 'weekdays': return onDay(start, 0, step)
    case 'weekly': return onDay(start, 0, 7 * step)
    case 'monthly': return onDay(start, step, 0)
    case 'yearly': return onDay(start, 12 * step, 0)
  }
}

/** The same time so many months or days later; where a month lacks the day, its last. */
function onDay(start: Date, months: number, days: number): Date {
  const last = new Date(start.getFullYear(), start.getMonth() + months + 1, 0).getDate()
  const day = months === 0 ? start.getDate() + days : Math.min(start.getDate(), last)
  return new Date(start.getFullYear(), start.getMonth() + months, day, start.getHours(), start.getMinutes())
}
