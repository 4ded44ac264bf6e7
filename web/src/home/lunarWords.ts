import type { Ui } from '../words'
import { type Day } from './days'
import { type Lunar, lunarOf, readSetting } from './lunar'

/** Lunar dates as people write them. */

const DIGITS = '零一二三四五六七八九十'
const MONTHS: Record<number, string> = { 1: '正', 11: '冬', 12: '腊' }

/** 农历八月十五. */
export function lunarWords(lunar: Pick<Lunar, 'month' | 'day' | 'leap'>): string {
  return `农历${monthName(lunar)}${dayOfMonth(lunar.day)}`
}

/** How often a lunar day comes: 每年农历八月初三, “Yearly, lunar month 8, day 3”. */
export function settingWords(setting: string, ui: Ui): string {
  const { month, day } = readSetting(setting) ?? { month: null, day: 1 }
  if (month === null) return ui === 'zh' ? `农历每月${dayOfMonth(day)}` : `Monthly, lunar day ${day}`
  if (month === 12 && day === 30) return ui === 'zh' ? '每年除夕' : 'Every Lunar New Year’s Eve'
  return ui === 'zh' ? `每年${lunarWords({ month, day, leap: false })}` : `Yearly, lunar month ${month}, day ${day}`
}

/** What a calendar writes under a day: 十五, and of the first of a month its name. */
export function underDay(day: Day): string {
  const lunar = lunarOf(day)
  if (lunar === null) return ''
  return lunar.day === 1 ? monthName(lunar) : dayOfMonth(lunar.day)
}

function monthName({ month, leap }: Pick<Lunar, 'month' | 'leap'>): string {
  return `${leap ? '闰' : ''}${MONTHS[month] ?? DIGITS[month] ?? ''}月`
}

function dayOfMonth(day: number): string {
  if (day <= 10) return `初${DIGITS[day] ?? ''}`
  if (day % 10 === 0) return `${DIGITS[day / 10] ?? ''}十`
  return `${day < 20 ? '十' : '廿'}${DIGITS[day % 10] ?? ''}`
}
