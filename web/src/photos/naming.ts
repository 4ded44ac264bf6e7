import { localeOf } from '../home/when'
import type { Ui } from '../words'
import { localTime } from './shelf'
import type { Named } from './types'

/** Months, days and times of photos in the page's language: on the clocks of the place where they were taken. */

const made = new Map<string, Intl.DateTimeFormat>()

/** Making one takes a thousand times as long as using it. */
function format(ui: Ui, kind: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${ui} ${kind}`
  const known = made.get(key) ?? new Intl.DateTimeFormat(localeOf(ui), { ...options, timeZone: 'UTC' })
  made.set(key, known)
  return known
}

/** `key`: 12 × year + month from 0. */
export function monthName(key: number, ui: Ui): string {
  return format(ui, 'month', { year: 'numeric', month: 'long' }).format(Date.UTC(Math.floor(key / 12), key % 12, 15))
}

export function timeName(taken: number, offset: number, ui: Ui): string {
  const options = { year: 'numeric', month: 'long', day: 'numeric', hour: '2-digit', minute: '2-digit' } as const
  return format(ui, 'time', options).format(localTime(taken, offset))
}

/** With the day of the week. */
export function longTime(taken: number, offset: number, ui: Ui): string {
  return format(ui, 'long', { dateStyle: 'full', timeStyle: 'short' }).format(localTime(taken, offset))
}

/** Of `2026-11-22`. */
export function dateName(day: string, ui: Ui): string {
  return format(ui, 'day', { year: 'numeric', month: 'long', day: 'numeric' }).format(new Date(`${day}T12:00:00Z`))
}

export function nameOf(named: Named | string, ui: Ui): string {
  if (typeof named === 'string') return named
  return named[ui] || named.en || named.zh
}

/** `1/125`, as cameras show it. */
export function exposureName(seconds: number): string {
  return seconds >= 0.3 ? String(Math.round(seconds * 10) / 10) : `1/${Math.round(1 / seconds)}`
}

export function sizeName(bytes: number, ui: Ui): string {
  const mega = bytes / 1e6
  const digits = mega < 10 ? 1 : 0
  return `${new Intl.NumberFormat(localeOf(ui), { maximumFractionDigits: digits }).format(mega)} MB`
}
