import { type Day, dayFrom } from './days'

/**
 * The Chinese calendar from 1900 to 2100, as src/parley/home/lunar.py has it. The browser's own (`u-ca-chinese`) begins
 * some months a day too early or too late, and so 2027's new year.
 */

export interface Lunar {
  /** Of the common era, in which this lunar year began. */
  year: number
  month: number
  day: number
  /** The month repeats the one before it. */
  leap: boolean
}

interface Month { first: Day; length: number; year: number; month: number; leap: boolean }

const FIRST_YEAR = 1900
const FIRST = dayFrom(1900, 1, 31)
const SETTING = /^(?:(0[1-9]|1[0-2])-)?(0[1-9]|[12]\d|30)$/

/** Of each year: whether its leap month has 30 days, which of the twelve others have, and which month is repeated. */
const YEARS = `
04bd8 04ae0 0a570 054d5 0d260 0d950 16554 056a0 09ad0 055d2 04ae0 0a5b6 0a4d0 0d250 1d255 0b540 0d6a0 0ada2 095b0 14977
04970 0a4b0 0b4b5 06a50 06d40 1ab54 02b60 09570 052f2 04970 06566 0d4a0 0ea50 16a95 05ad0 02b60 186e3 092e0 1c8d7 0c950
0d4a0 1d8a6 0b550 056a0 1a5b4 025d0 092d0 0d2b2 0a950 0b557 06ca0 0b550 15355 04da0 0a5b0 14573 052b0 0a9a8 0e950 06aa0
0aea6 0ab50 04b60 0aae4 0a570 05260 0f263 0d950 05b57 056a0 096d0 04dd5 04ad0 0a4d0 0d4d4 0d250 0d558 0b540 0b6a0 195a6
095b0 049b0 0a974 0a4b0 0b27a 06a50 06d40 0af46 0ab60 09570 04af5 04970 064b0 074a3 0ea50 06b58 05ac0 0ab60 096d5 092e0
0c960 0d954 0d4a0 0da50 07552 056a0 0abb7 025d0 092d0 0cab5 0a950 0b4a0 0baa4 0ad50 055d9 04ba0 0a5b0 15176 052b0 0a930
07954 06aa0 0ad50 05b52 04b60 0a6e6 0a4e0 0d260 0ea65 0d530 05aa0 076a3 096d0 04afb 04ad0 0a4d0 1d0b6 0d250 0d520 0dd45
0b5a0 056d0 055b2 049b0 0a577 0a4b0 0aa50 1b255 06d20 0ada0 14b63 09370 049f8 04970 064b0 168a6 0ea50 06b20 1a6c4 0aae0
092e0 0d2e3 0c960 0d557 0d4a0 0da50 05d55 056a0 0a6d0 055d4 052d0 0a9b8 0a950 0b4a0 0b6a6 0ad50 055a0 0aba4 0a5b0 052b0
0b273 06930 07337 06aa0 0ad50 14b55 04b60 0a570 054e4 0d260 0e968 0d520 0daa0 16aa6 056d0 04ae0 0a9d4 0a4d0 0d150 0f252
0d520
`.trim().split(/\s+/).map((code) => parseInt(code, 16))

let known: Month[] | null = null

function months(): Month[] {
  if (known !== null) return known
  known = []
  let first = FIRST
  for (const [i, code] of YEARS.entries()) {
    for (let month = 1; month <= 12; month++) {
      const leap = (code & 15) === month
      for (const again of leap ? [false, true] : [false]) {
        const long = again ? (code >> 16) & 1 : (code >> (16 - month)) & 1
        known.push({ first, length: 29 + long, year: FIRST_YEAR + i, month, leap: again })
        first += 29 + long
      }
    }
  }
  return known
}

/** The lunar date of a day; null outside the years that are known. */
export function lunarOf(day: Day): Lunar | null {
  const all = months()
  let [low, high] = [0, all.length - 1]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((all[middle]?.first ?? 0) <= day) low = middle
    else high = middle - 1
  }
  const found = all[low]
  if (found === undefined || day < found.first || day >= found.first + found.length) return null
  const { year, month, leap } = found
  return { year, month, day: day - found.first + 1, leap }
}

/** Month and day of `12-30`, or of `15` the day of every month; null if it is neither. */
export function readSetting(text: string): { month: number | null; day: number } | null {
  const [, month, day] = SETTING.exec(text) ?? []
  return day === undefined ? null : { month: month === undefined ? null : Number(month), day: Number(day) }
}

/** `08-15`, to come again every lunar year; empty in a month that has no year of its own. */
export function settingOf(day: Day): string {
  const lunar = lunarOf(day)
  if (lunar === null || lunar.leap) return ''
  return `${String(lunar.month).padStart(2, '0')}-${String(lunar.day).padStart(2, '0')}`
}

/** The days from `since` on that a setting falls on; never in a leap month. A month without a 30th has its last. */
export function* lunarDays(setting: string, since: Day): Generator<Day> {
  const wanted = readSetting(setting)
  if (wanted === null) return
  for (const { first, length, month, leap } of months()) {
    if (leap || (wanted.month !== null && wanted.month !== month)) continue
    const day = first + (wanted.day === 30 ? length : wanted.day) - 1
    if (day >= since) yield day
  }
}
