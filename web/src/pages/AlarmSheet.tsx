import { useState } from 'react'
import { Icon } from '../components/Icon'
import type { Alarm } from '../home/documents'
import { settingWords } from '../home/lunarWords'
import { useSync } from '../home/sync'
import { weekday } from '../home/when'
import { Chips, Field } from '../parts/Field'
import { Sheet } from '../parts/Sheet'
import { useToast } from '../parts/Toasts'
import { fill, type Ui, useWords, type Words } from '../words'

const DAYS = [1, 2, 3, 4, 5, 6, 7] as const

/** Make an alarm, or change one. */
export function AlarmSheet({ alarm, onClose }: { alarm: Alarm | null; onClose: () => void }) {
  const { ui, words } = useWords()
  const sync = useSync()
  const toast = useToast()
  const [time, setTime] = useState(alarm?.time ?? '07:00')
  const [days, setDays] = useState<number[]>(alarm?.days ?? [])
  const [lunar, setLunar] = useState(alarm?.lunar ?? '')
  const [label, setLabel] = useState(alarm?.label ?? '')
  const save = async () => {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
    const fields = { time, days: lunar === '' ? days : [], lunar, label: label.trim(), enabled: true, zone, since: Math.floor(Date.now() / 1000), snoozed: 0 }
    if (alarm === null) await sync.add('alarms', { ...fields, language: ui })
    else await sync.change('alarms', alarm.id, fields)
    onClose()
  }
  const remove = async (gone: Alarm) => {
    const { id, ...fields } = gone
    await sync.delete('alarms', id)
    onClose()
    toast(fill(words.deletedNamed, { name: gone.label || gone.time }), () => void sync.put('alarms', id, fields))
  }
  return (
    <Sheet title={alarm === null ? words.newAlarm : words.editAlarm} onClose={onClose}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <Field label={words.time} type="time" value={time} onChange={setTime} required />
        <Chips
          label={words.days} all={DAYS} chosen={days} name={(day) => weekday(day, ui, 'narrow')} said={(day) => weekday(day, ui, 'long')}
          onChange={(chosen) => {
            setDays(chosen)
            setLunar('')
          }}
        />
        {alarm !== null && alarm.lunar !== '' && (
          <Chips
            label={words.lunarAlarm} all={[alarm.lunar]} chosen={[lunar]} name={(setting) => settingWords(setting, ui)}
            onChange={([setting]) => {
              setLunar(setting ?? '')
              setDays([])
            }}
          />
        )}
        {lunar === '' && <p className="hint">{days.length === 0 ? words.alarmOnce : daysWords(words, ui, days)}</p>}
        <Field label={words.label} value={label} onChange={setLabel} maxLength={200} />
        <button type="submit" className="button wide">{words.save}</button>
        {alarm !== null && (
          <button type="button" className="button danger wide" onClick={() => void remove(alarm)}><Icon name="trash" />{words.delete}</button>
        )}
      </form>
    </Sheet>
  )
}

export function daysWords(words: Words, ui: Ui, days: readonly number[], lunar = ''): string {
  if (lunar !== '') return settingWords(lunar, ui)
  const chosen = DAYS.filter((day) => days.includes(day)).join('')
  if (chosen === '') return words.once
  if (chosen === '1234567') return words.everyDay
  if (chosen === '12345') return words.weekdays
  if (chosen === '67') return words.weekends
  const names = DAYS.filter((day) => days.includes(day)).map((day) => weekday(day, ui))
  return names.join(ui === 'zh' ? '、' : ', ')
}
