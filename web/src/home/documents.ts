import type { Doc, Fields } from '../sync'

/** The records that the pages show, as src/parley/home/collections.py describes them. */

export interface List { id: string; name: string; kind: 'shopping' | 'tasks' | 'other'; order: string }
export interface Item { id: string; list: string; text: string; amount: string; done: boolean; order: string }
export interface Note { id: string; title: string; text: string; pinned: boolean; changed: number }
export interface Said { id: string; at: number; heard: string; answered: string; language: string; device: string }

export type Repeat = '' | 'daily' | 'weekdays' | 'weekly' | 'monthly' | 'yearly'
export const REPEATS: readonly Repeat[] = ['', 'daily', 'weekdays', 'weekly', 'monthly', 'yearly']

export interface Alarm {
  id: string
  /** `07:30`. */
  time: string
  /** 1 is Monday; empty for once. */
  days: number[]
  /** Rings on these days of the Chinese calendar instead: `12-30`, or `15` of every month. */
  lunar: string
  label: string
  enabled: boolean
  device: string
  since: number
  rang: number
  snoozed: number
}

export interface Reminder {
  id: string
  text: string
  /** POSIX seconds; 0 for no time. */
  due: number
  repeat: Repeat
  /** For yearly and monthly: the lunar day that it comes again on. */
  lunar: string
  /** Told when its person says that they are there. */
  place: string
  device: string
  done: boolean
  rang: number
  snoozed: number
}

export interface Timer {
  id: string
  name: string
  /** POSIX seconds; says nothing of one that is paused. */
  ends: number
  /** Seconds that are left of one that is paused; 0 for one that runs. */
  left: number
  /** What is done when it is over, instead of ringing. */
  does: { intent?: string }
}

export interface Event {
  id: string
  title: string
  /** `2026-12-24`. */
  day: string
  /** `07:30`; empty for all day. */
  time: string
  minutes: number
  zone: string
  place: string
  note: string
  /** As iCalendar's RRULE has it. */
  repeat: string
  lunar: string
  skipped: string[]
  /** Minutes before it begins. */
  alerts: number[]
  /** Its name on a calendar server; empty for what is on none. */
  uid: string
  gone: boolean
}

const LIST = { kind: 'other', order: '' }
const ITEM = { amount: '', done: false, order: '' }
const NOTE = { title: '', text: '', pinned: false, changed: 0 }
const SAID = { answered: '', language: '', device: '' }
const ALARM = { days: [], lunar: '', label: '', enabled: true, device: '', since: 0, rang: 0, snoozed: 0 }
const REMINDER = { due: 0, repeat: '', lunar: '', place: '', device: '', done: false, rang: 0, snoozed: 0 }
const TIMER = { name: '', left: 0, does: {} }
const EVENT = {
  time: '', minutes: 60, zone: 'UTC', place: '', note: '', repeat: '', lunar: '', skipped: [], alerts: [], uid: '', gone: false,
}

export const lists = (docs: readonly Doc[]) => docs.flatMap(reader<List>(LIST, 'name'))
export const items = (docs: readonly Doc[]) => docs.flatMap(reader<Item>(ITEM, 'list', 'text'))
export const notes = (docs: readonly Doc[]) => docs.flatMap(reader<Note>(NOTE))
export const history = (docs: readonly Doc[]) => docs.flatMap(reader<Said>(SAID, 'at', 'heard'))
export const alarms = (docs: readonly Doc[]) => docs.flatMap(reader<Alarm>(ALARM, 'time'))
export const reminders = (docs: readonly Doc[]) => docs.flatMap(reader<Reminder>(REMINDER, 'text'))
export const timers = (docs: readonly Doc[]) => docs.flatMap(reader<Timer>(TIMER, 'ends'))
export const events = (docs: readonly Doc[]) => docs.flatMap(reader<Event>(EVENT, 'title', 'day'))

/** Reads documents with their defaults, and leaves out what lacks a field that must be there. */
function reader<T>(defaults: Fields, ...needed: string[]) {
  return ({ id, fields }: Doc): T[] =>
    needed.every((name) => name in fields) ? [{ ...defaults, ...fields, id } as unknown as T] : []
}
