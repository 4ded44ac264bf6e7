import { type Day, dayFrom, dayNamed, monthLength, nameOf, partsOf } from './days'

/** On which days an event happens that repeats, as src/parley/home/repeating.py has it. */

export interface Rule {
  every: 'DAILY' | 'WEEKLY' | 'MONTHLY' | 'YEARLY'
  interval: number
  /** How often in all; 0 for ever. */
  times: number
  /** The last day it may be on. */
  until: Day | null
  weekdays: { nth: number; weekday: number }[]
  /** Days of the month; negative from its end. */
  days: number[]
  months: number[]
}

const LONGEST_RULE = 200
const MOST = 20_000
const LATEST = dayFrom(2200, 1, 1)
/** Monday is 1. */
export const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const
const KNOWN = ['FREQ', 'INTERVAL', 'COUNT', 'UNTIL', 'BYDAY', 'BYMONTHDAY', 'BYMONTH', 'WKST']

/** A rule without its `RRULE:`; null for one that is not known. */
export function readRule(text: string): Rule | null {
  if (text.length > LONGEST_RULE) return null
  const parts = new Map<string, string>()
  for (const part of text.toUpperCase().replace(/^RRULE:/, '').split(';').filter((each) => each !== '')) {
    const at = part.indexOf('=')
    if (at < 0) return null
    parts.set(part.slice(0, at), part.slice(at + 1))
  }
  if ([...parts.keys()].some((name) => !KNOWN.includes(name))) return null
  const rule = ruleOf(parts)
  return rule !== null && sound(rule) ? rule : null
}

function ruleOf(parts: Map<string, string>): Rule | null {
  const listed = (name: string) => (parts.get(name) ?? '').split(',').filter((each) => each !== '')
  const until = parts.get('UNTIL')?.slice(0, 8) ?? ''
  const rule = {
    every: (parts.get('FREQ') ?? '') as Rule['every'],
    interval: whole(parts.get('INTERVAL') ?? '1'),
    times: whole(parts.get('COUNT') ?? '0'),
    until: until === '' ? null : dayNamed(`${until.slice(0, 4)}-${until.slice(4, 6)}-${until.slice(6)}`),
    weekdays: listed('BYDAY').map((each) => ({
      nth: each.length === 2 ? 0 : whole(each.slice(0, -2)),
      weekday: WEEKDAYS.findIndex((name) => name === each.slice(-2)) + 1,
    })),
    days: listed('BYMONTHDAY').map(whole),
    months: listed('BYMONTH').map(whole),
  }
  const numbers = [rule.interval, rule.times, ...rule.days, ...rule.months, ...rule.weekdays.map(({ nth }) => nth)]
  const wrong = numbers.some(Number.isNaN) || rule.weekdays.some(({ weekday }) => weekday === 0) || (until !== '' && rule.until === null)
  return wrong ? null : rule
}

function whole(text: string): number {
  return /^[+-]?\d+$/.test(text) ? Number(text) : NaN
}

function sound({ every, interval, times, weekdays, days, months }: Rule): boolean {
  if (interval < 1 || interval > 1_000 || times < 0 || times > 100_000) return false
  if (days.some((day) => day === 0 || Math.abs(day) > 31) || months.some((month) => month < 1 || month > 12)) return false
  if (weekdays.some(({ nth }) => Math.abs(nth) > 5)) return false
  switch (every) {
    case 'DAILY':
    case 'WEEKLY': return days.length === 0 && months.length === 0 && weekdays.every(({ nth }) => nth === 0)
    case 'MONTHLY': return months.length === 0 && !(days.length > 0 && weekdays.length > 0)
    case 'YEARLY': return weekdays.length === 0 || months.length > 0
    default: return false
  }
}

/** The days, in order; the first is the start, whether or not the rule has it. */
export function* repeated(rule: Rule, start: Day): Generator<Day> {
  let found = 0
  let last: Day | null = null
  for (const day of withStart(rule, start)) {
    if ((rule.until !== null && day > rule.until) || (rule.times > 0 && found >= rule.times) || found >= MOST) return
    if (day === last) continue
    found++
    last = day
    yield day
  }
}

function* withStart(rule: Rule, start: Day): Generator<Day> {
  yield start
  for (let step = 0; ; step += rule.interval) {
    const days = within(rule, start, step)
    if (days === null) return
    yield* days.filter((day) => day > start).sort((a, b) => a - b)
  }
}

/** The days of one day, week, month or year after the start; null after the end of time. */
function within(rule: Rule, start: Day, step: number): Day[] | null {
  const begin = partsOf(start)
  const wanted = rule.weekdays.map(({ weekday }) => weekday)
  switch (rule.every) {
    case 'DAILY': {
      const day = start + step
      if (day > LATEST) return null
      return wanted.length === 0 || wanted.includes(partsOf(day).weekday) ? [day] : []
    }
    case 'WEEKLY': {
      const monday = start + 7 * step - (begin.weekday - 1)
      if (monday > LATEST) return null
      return [...new Set(wanted.length === 0 ? [begin.weekday] : wanted)].map((weekday) => monday + weekday - 1)
    }
    case 'MONTHLY': {
      const months = begin.year * 12 + begin.month - 1 + step
      const [year, month] = [Math.floor(months / 12), (months % 12) + 1]
      return dayFrom(year, month, 1) > LATEST ? null : ofMonth(rule, begin.date, year, month)
    }
    case 'YEARLY': {
      const year = begin.year + step
      if (dayFrom(year, 1, 1) > LATEST) return null
      const months = rule.months.length === 0 ? [begin.month] : rule.months
      return months.flatMap((month) => ofMonth(rule, begin.date, year, month))
    }
  }
}

function ofMonth(rule: Rule, date: number, year: number, month: number): Day[] {
  const length = monthLength(year, month)
  const first = dayFrom(year, month, 1)
  if (rule.weekdays.length > 0) return rule.weekdays.flatMap(({ nth, weekday }) => weekdaysOf(first, length, nth, weekday))
  const wanted = rule.days.length === 0 ? [date] : rule.days
  return wanted
    .map((day) => (day > 0 ? day : length + 1 + day))
    .filter((day) => day >= 1 && day <= length)
    .map((day) => first + day - 1)
}

function weekdaysOf(first: Day, length: number, nth: number, weekday: number): Day[] {
  const fitting: Day[] = []
  for (let day = first; day < first + length; day++) if (partsOf(day).weekday === weekday) fitting.push(day)
  if (nth === 0) return fitting
  const at = nth > 0 ? nth - 1 : fitting.length + nth
  const day = fitting[at]
  return day === undefined ? [] : [day]
}

/** `20261224`, as a rule's `UNTIL` has it. */
export function untilOf(day: Day): string {
  return nameOf(day).replaceAll('-', '')
}
