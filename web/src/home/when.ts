import type { Ui } from '../words'

/** Dates and times in the page's language. */

/** The browser's own variant of the page's language, such as en-GB. */
export function localeOf(ui: Ui): string {
  const wanted = navigator.languages.find((tag) => tag.toLowerCase().split('-')[0] === ui)
  return wanted ?? (ui === 'zh' ? 'zh-CN' : 'en-GB')
}

export function clockTime(seconds: number, ui: Ui): string {
  return new Intl.DateTimeFormat(localeOf(ui), { hour: '2-digit', minute: '2-digit' }).format(seconds * 1000)
}

/** `07:30` as people write it there. */
export function wallTime(time: string, ui: Ui): string {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return clockTime(new Date(2026, 0, 5, hours, minutes).getTime() / 1000, ui)
}

/** today, tomorrow, yesterday, else the date, with the year where it is another one. */
export function dayName(seconds: number, ui: Ui, now = Date.now()): string {
  const away = daysBetween(now, seconds * 1000)
  const locale = localeOf(ui)
  if (Math.abs(away) <= 1) return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(away, 'day')
  const sameYear = new Date(now).getFullYear() === new Date(seconds * 1000).getFullYear()
  const year = sameYear ? {} : { year: 'numeric' as const }
  return new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', month: 'long', ...year }).format(seconds * 1000)
}

export function dayAndTime(seconds: number, ui: Ui, now = Date.now()): string {
  return ui === 'zh'
    ? `${dayName(seconds, ui, now)} ${clockTime(seconds, ui)}`
    : `${dayName(seconds, ui, now)}, ${clockTime(seconds, ui)}`
}

const STEPS: [unit: Intl.RelativeTimeFormatUnit, seconds: number][] = [
  ['year', 31_557_600], ['month', 2_629_800], ['week', 604_800], ['day', 86_400], ['hour', 3600], ['minute', 60],
]

/** “5 minutes ago”. */
export function ago(seconds: number, ui: Ui, now = Date.now()): string {
  const past = now / 1000 - seconds
  const format = new Intl.RelativeTimeFormat(localeOf(ui), { numeric: 'auto' })
  for (const [unit, size] of STEPS) {
    if (Math.abs(past) >= size) return format.format(-Math.round(past / size), unit)
  }
  return format.format(0, 'second')
}

/** Monday is 1. */
export function weekday(day: number, ui: Ui, width: 'narrow' | 'short' | 'long' = 'short'): string {
  return new Intl.DateTimeFormat(localeOf(ui), { weekday: width }).format(new Date(2026, 0, 4 + day))
}

/** The day that weeks begin on there; 1 is Monday. */
export function firstWeekday(ui: Ui): number {
  const locale = new Intl.Locale(localeOf(ui)) as Intl.Locale & { getWeekInfo?: () => { firstDay: number } }
  return locale.getWeekInfo?.().firstDay ?? 1
}

/** For `<input type="date">` and `type="time"`. */
export function fieldsOf(seconds: number): { date: string; time: string } {
  const at = new Date(seconds * 1000)
  const two = (value: number) => String(value).padStart(2, '0')
  return {
    date: `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`,
    time: `${two(at.getHours())}:${two(at.getMinutes())}`,
  }
}

export function momentOf(date: string, time: string): number {
  return new Date(`${date}T${time === '' ? '09:00' : time}`).getTime() / 1000
}

function daysBetween(from: number, to: number): number {
  const midnight = (at: number) => new Date(at).setHours(0, 0, 0, 0)
  return Math.round((midnight(to) - midnight(from)) / 86_400_000)
}
