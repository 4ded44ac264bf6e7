import { describe, expect, it } from 'vitest'
import { dayNamed, nameOf, weeksOf, monthsLater, type Day } from '../src/home/days'
import { events } from '../src/home/documents'
import { happenings } from '../src/home/happenings'
import { lunarDays, lunarOf } from '../src/home/lunar'
import { readRule, repeated } from '../src/home/repeating'
import cases from './calendarCases.json'

/** What the house computes: see tests/whole/calendar_cases.py. */

const day = (text: string): Day => dayNamed(text) ?? NaN

function first<T>(many: Iterable<T>, count: number): T[] {
  const found: T[] = []
  for (const each of many) if (found.push(each) === count) break
  return found
}

describe('as the house does, the page', () => {
  it('reads and follows the rules of what repeats', () => {
    for (const [rule, start, days] of cases.rules as [string, string, string[] | null][]) {
      const read = readRule(rule)
      const found = read === null ? null : first(repeated(read, day(start)), 12).map((each) => nameOf(each).replaceAll('-', ''))
      expect(found, `${rule} from ${start}`).toEqual(days)
    }
  })

  it('knows the lunar date of a day', () => {
    for (const [named, year, month, date, leap] of cases.lunar as [string, number, number, number, boolean][]) {
      expect(lunarOf(day(named)), named).toEqual({ year, month, day: date, leap })
    }
    expect(lunarOf(day('1900-01-30'))).toBeNull()
    expect(lunarOf(day('2101-01-29'))).toBeNull()
  })

  it('finds the days of a lunar setting', () => {
    for (const [setting, since, days] of cases.settings as [string, string, string[]][]) {
      expect(first(lunarDays(setting, day(since)), 5).map(nameOf), `${setting} since ${since}`).toEqual(days)
    }
  })

  it('sees events begin and end, wherever who looks is', () => {
    let some = 0
    for (const { event, zone, first: from, last, seen } of cases.events) {
      const shown = events([{ id: 'e', fields: event }]).flatMap((each) => happenings(each, zone, day(from), day(last)))
      some += shown.length
      expect(shown.map((each) => [each.begins, each.ends].map((at) => (each.allDay ? nameOf(at / 86_400) : at))), JSON.stringify(event)).toEqual(seen)
    }
    expect(some).toBeGreaterThan(150)
  })
})

it('lays out a month in whole weeks', () => {
  const weeks = weeksOf(day('2026-11-21'), 1)
  expect(weeks.map((week) => nameOf(week[0] ?? 0))).toEqual(['2026-10-26', '2026-11-02', '2026-11-09', '2026-11-16', '2026-11-23', '2026-11-30'])
  expect(weeksOf(day('2027-02-10'), 1)).toHaveLength(4)
  expect(weeksOf(day('2026-11-21'), 7).map((week) => nameOf(week[0] ?? 0))[0]).toBe('2026-11-01')
})

it('turns to the same day of another month, or its last', () => {
  expect(nameOf(monthsLater(day('2026-01-31'), 1))).toBe('2026-02-28')
  expect(nameOf(monthsLater(day('2026-01-31'), -2))).toBe('2025-11-30')
})
