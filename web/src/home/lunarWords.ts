import type { Ui } from '../words'
import { type Day } from './days'
import { type Lunar, lunarOf, readSetting } from './lunar'

/** Lunar dates as people write them. */

const DIGITS = '零一二三四五六七八九十'
const MONTHS: Record<number, string> = { 1: '正', 11: '冬', 12: '腊' }
const ENDS: Record<string, string> = { one: 'st', two: 'nd', few: 'rd', other: 'th' }
const RULES = new Intl.PluralRules('en', { type: 'ordinal' })

/** 农历八月十五, “the 15th day of the 8th lunar month”. */
export function lunarWords(lunar: Pick<Lunar, 'month' | 'day' | 'leap'>, ui: Ui): string {
  if (ui === 'zh') return `农历${monthName(lunar)}${dayOfMonth(lunar.day)}`
  return `the ${ordinal(lunar.day)} day of the ${lunar.leap ? 'leap ' : ''}${ordinal(lunar.month)} lunar month`
}

/** How often a lunar day comes: 每年农历八月初三, “Every year on the 3rd day of the 8th lunar month”. */
export function settingWords(setting: string, ui: Ui): string {
  const { month, day } = readSetting(setting) ?? { month: null, day: 1 }
  if (month === null) return ui === 'zh' ? `农历每月${dayOfMonth(day)}` : `Every month on the ${ordinal(day)} by the lunar calendar`
  if (month === 12 && day === 30) return ui === 'zh' ? '每年除夕' : 'Every year on Lunar New Year’s Eve'
  const words = lunarWords({ month, day, leap: false }, ui)
  return ui === 'zh' ? `每年${words}` : `Every year on ${words}`
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

function ordinal(value: number): string {
  return `${value}${ENDS[RULES.select(value)] ?? 'th'}`
}
