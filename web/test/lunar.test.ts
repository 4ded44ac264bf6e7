import { describe, expect, it } from 'vitest'
import { dayNamed } from '../src/home/days'
import { alarms, reminders } from '../src/home/documents'
import { alarmRings, reminderRings } from '../src/home/due'
import { settingOf } from '../src/home/lunar'
import { settingWords, underDay } from '../src/home/lunarWords'

const at = (year: number, month: number, day: number, hour = 0) => new Date(year, month - 1, day, hour).getTime() / 1000
const day = (text: string) => dayNamed(text) ?? NaN

describe('what is set by the moon', () => {
  it('comes on its lunar day every year', () => {
    const due = at(2025, 9, 24, 9)
    const fields = { text: 'Mum', due, repeat: 'yearly', lunar: '08-03', rang: due }
    expect(reminders([{ id: 'r', fields }]).map(reminderRings)).toEqual([at(2026, 9, 13, 9)])
    expect(reminders([{ id: 'r', fields: { ...fields, rang: at(2026, 9, 13, 9) } }]).map(reminderRings)).toEqual([at(2027, 9, 3, 9)])
  })

  it('comes every lunar month, but in no leap month', () => {
    const rings = (now: number) => alarms([{ id: 'a', fields: { time: '06:30', lunar: '15' } }]).map((alarm) => alarmRings(alarm, now))
    expect(rings(at(2025, 7, 10))).toEqual([at(2025, 9, 6, 6) + 1800])
    expect(rings(at(2025, 9, 6, 7))).toEqual([at(2025, 10, 6, 6) + 1800])
  })

  it('is written as people do', () => {
    expect(['08-03', '12-30', '15', '01-01', '11-21'].map((each) => settingWords(each, 'zh'))).toEqual([
      '每年农历八月初三', '每年除夕', '农历每月十五', '每年农历正月初一', '每年农历冬月廿一',
    ])
    expect(settingWords('08-03', 'en')).toBe('Yearly, lunar month 8, day 3')
    expect(['2026-02-17', '2025-07-25', '2025-07-26', '2026-11-21'].map((each) => underDay(day(each)))).toEqual(['正月', '闰六月', '初二', '十三'])
  })

  it('has no setting in a leap month', () => {
    expect(settingOf(day('2025-07-26'))).toBe('')
    expect(settingOf(day('2027-02-06'))).toBe('01-01')
  })
})
