import { describe, expect, it } from 'vitest'
import { dayNamed } from '../src/home/days'
import { type Event, events } from '../src/home/documents'
import { begun, draftOf, ended, keptOf, newDraft, repeating } from '../src/home/eventDraft'

const NEW = newDraft(dayNamed('2026-11-24') ?? 0, new Date(2026, 10, 21, 18, 12))

function event(fields: Partial<Event>): Event {
  const [made] = events([{ id: 'e', fields: { title: 'Yoga', day: '2026-11-24', time: '18:30', zone: 'Asia/Shanghai', ...fields } }])
  if (made === undefined) throw new Error('no event')
  return made
}

const RULES = [
  '', 'FREQ=DAILY', 'FREQ=WEEKLY', 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR', 'FREQ=WEEKLY;BYDAY=TU,TH', 'FREQ=MONTHLY', 'FREQ=YEARLY',
  'FREQ=WEEKLY;UNTIL=20270101', 'FREQ=DAILY;INTERVAL=3', 'FREQ=MONTHLY;BYDAY=-1FR', 'FREQ=SECONDLY',
]

describe('an event that is filled in', () => {
  it.each(RULES)('is the same when nothing was changed, repeating %s', (repeat) => {
    for (const fields of [{}, { time: '', minutes: 2_880 }, { minutes: 0 }, { time: '23:30', minutes: 500 }, { zone: 'Europe/Berlin' }]) {
      const before = event({ repeat, ...fields, alerts: [10, 60] })
      expect(before).toMatchObject(keptOf(draftOf(before), before) as object)
    }
  })

  it('keeps its length where an hour is there twice', () => {
    const before = event({ day: '2026-10-25', time: '01:30', minutes: 60, zone: 'Europe/Berlin' })
    expect(keptOf({ ...draftOf(before), title: 'Owls' }, before)).toMatchObject({ title: 'Owls', minutes: 60 })
  })

  it('ends later when it begins later, also while a year is typed', () => {
    const long = ended(NEW, { lastDay: '2026-11-25', endTime: '08:00' })
    const typed = ['0002-12-31', '0020-12-31', '0202-12-31', '2027-12-31'].reduce((draft, day) => begun(draft, { day }), long)
    expect(begun(begun(typed, { time: '' }), { time: '10:15' })).toMatchObject({ lastDay: '2028-01-01', endTime: '09:15' })
  })

  it('says what is wrong with its end', () => {
    expect(keptOf(ended(NEW, { endTime: '08:00' }), null)).toBe('endBeforeBegin')
    expect(keptOf(ended(NEW, { lastDay: '2028-01-01' }), null)).toBe('tooLong')
    expect(keptOf({ ...NEW, allDay: true, lastDay: '2026-11-26' }, null)).toMatchObject({ time: '', minutes: 3 * 1_440 })
  })

  it('repeats as chosen', () => {
    const rule = (changed: Partial<typeof NEW>) => keptOf({ ...NEW, ...changed }, null)
    expect(rule({ every: 'weekly', days: [4, 2] })).toMatchObject({ repeat: 'FREQ=WEEKLY;BYDAY=TU,TH' })
    expect(rule({ every: 'weekdays' })).toMatchObject({ repeat: 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR' })
    expect(rule({ every: 'yearly', allDay: true, until: '2031-05-20' })).toMatchObject({ repeat: 'FREQ=YEARLY;UNTIL=20310520' })
  })

  it.each([
    ['Asia/Shanghai', '18:30', '20310520T103000Z'],
    ['Asia/Shanghai', '03:00', '20310520T000000Z'],
    ['America/New_York', '23:00', '20310520T235959Z'],
  ])('has its last day, in %s at %s', (zone, time, until) => {
    const before = event({ zone, time })
    expect(keptOf({ ...draftOf(before), every: 'daily', until: '2031-05-20' }, before)).toMatchObject({ repeat: `FREQ=DAILY;UNTIL=${until}` })
  })

  it('repeats on another day of the week when it is moved', () => {
    const before = event({ repeat: 'FREQ=WEEKLY;BYDAY=TU' })
    expect(keptOf(begun(draftOf(before), { day: '2026-11-26' }), before)).toMatchObject({ day: '2026-11-26', repeat: 'FREQ=WEEKLY' })
  })

  it('follows the moon until it is moved to another date', () => {
    const before = event({ lunar: '10-16' })
    const draft = draftOf(before)
    expect(keptOf({ ...draft, title: 'Moon' }, before)).toMatchObject({ lunar: '10-16', repeat: '' })
    expect(keptOf(begun(draft, { day: '2026-12-01' }), before)).toMatchObject({ lunar: '', repeat: 'FREQ=YEARLY' })
    expect(keptOf(repeating(NEW, 'lunar'), null)).toMatchObject({ lunar: '10-16', repeat: '' })
  })
})
