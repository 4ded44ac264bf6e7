import { fill, type Ui, type Words } from '../words'
import { formatDay } from './days'
import type { Event, Repeat } from './documents'
import { settingWords } from './lunarWords'
import { readRule, type Rule } from './repeating'
import { localeOf, weekday } from './when'

/** How things come again, in words. */

const REPEAT: Record<Repeat, keyof Words> = {
  '': 'repeatNever', daily: 'repeatDaily', weekdays: 'repeatWeekdays', weekly: 'repeatWeekly', monthly: 'repeatMonthly',
  yearly: 'repeatYearly',
}
const ONE: Record<Rule['every'], keyof Words> = {
  DAILY: 'repeatDaily', WEEKLY: 'repeatWeekly', MONTHLY: 'repeatMonthly', YEARLY: 'repeatYearly',
}
const NTH: Record<Rule['every'], keyof Words> = {
  DAILY: 'everyNthDay', WEEKLY: 'everyNthWeek', MONTHLY: 'everyNthMonth', YEARLY: 'everyNthYear',
}

/** Of a reminder; empty for what does not come again. */
export function repeatWords(words: Words, ui: Ui, repeat: Repeat, lunar: string): string {
  if (repeat === '') return ''
  return lunar !== '' && (repeat === 'monthly' || repeat === 'yearly') ? settingWords(lunar, ui) : words[REPEAT[repeat]]
}

export function repeatName(words: Words, repeat: Repeat): string {
  return words[REPEAT[repeat]]
}

/** Of an event; empty for what does not come again. */
export function ruleWords(words: Words, ui: Ui, { repeat, lunar }: Pick<Event, 'repeat' | 'lunar'>): string {
  if (lunar !== '') return settingWords(lunar, ui)
  const rule = readRule(repeat)
  if (rule === null) return ''
  const until = rule.until === null ? '' : fill(words.untilDay, {
    day: formatDay(rule.until, localeOf(ui), { year: 'numeric', month: 'long', day: 'numeric' }),
  })
  return until === '' ? howOften(words, ui, rule) : `${howOften(words, ui, rule)}${ui === 'zh' ? '，' : ', '}${until}`
}

function howOften(words: Words, ui: Ui, { every, interval, weekdays }: Rule): string {
  const days = weekdays.map(({ weekday: day }) => day).sort().join('')
  if (interval === 1 && days === '12345' && weekdays.every(({ nth }) => nth === 0)) return words.repeatWeekdays
  const often = interval === 1 ? words[ONE[every]] : fill(words[NTH[every]], { count: String(interval) })
  if ((every !== 'WEEKLY' && every !== 'DAILY') || days === '') return often
  const named = [...new Set(days)].map((day) => weekday(Number(day), ui))
  return ui === 'zh' ? `${often}（${named.join('、')}）` : `${often} (${named.join(', ')})`
}
