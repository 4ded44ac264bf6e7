import { useState } from 'react'
import { Icon } from '../components/Icon'
import { dayNamed } from '../home/days'
import { type Reminder, type Repeat, REPEATS } from '../home/documents'
import { reminderRings } from '../home/due'
import { readSetting, settingOf } from '../home/lunar'
import { settingWords } from '../home/lunarWords'
import { repeatName } from '../home/repeatWords'
import { useSync } from '../home/sync'
import { dayAndTime, fieldsOf, momentOf } from '../home/when'
import { Choice, Field } from '../parts/Field'
import { Sheet } from '../parts/Sheet'
import { useToast } from '../parts/Toasts'
import { fill, useWords, type Words } from '../words'

/** In a list of how things come again. */
const LUNAR = 'lunar'

/** Make a reminder, or change one. */
export function ReminderSheet({ reminder, onClose }: { reminder: Reminder | null; onClose: () => void }) {
  const { ui, words } = useWords()
  const sync = useSync()
  const toast = useToast()
  const before = (reminder?.due ?? 0) > 0 ? fieldsOf(reminder?.due ?? 0) : { date: '', time: '' }
  const [text, setText] = useState(reminder?.text ?? '')
  const [date, setDate] = useState(before.date)
  const [time, setTime] = useState(before.time)
  const [repeat, setRepeat] = useState<Repeat>(reminder?.repeat ?? '')
  const [lunar, setLunar] = useState(repeat === 'monthly' || repeat === 'yearly' ? reminder?.lunar ?? '' : '')
  const [place, setPlace] = useState(reminder?.place ?? '')
  const setDay = (day: string) => {
    setDate(day)
    // The moon has another day there.
    if (day !== date) setLunar('')
  }
  const next = reminder !== null && lunar !== '' && lunar === reminder.lunar ? reminderRings(reminder) : null
  const offered = lunar !== '' ? lunar : ui === 'zh' ? settingOf(dayNamed(date) ?? 0) : ''
  const choose = (value: string) => {
    const monthly = readSetting(offered)?.month === null
    setRepeat(value === LUNAR ? (monthly ? 'monthly' : 'yearly') : (value as Repeat))
    setLunar(value === LUNAR ? offered : '')
  }
  const due = date === '' ? 0 : momentOf(date, time)
  const save = async () => {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
    const again = due === 0 ? { repeat: '', lunar: '' } : { repeat, lunar }
    const fields = { text: text.trim(), due, ...again, place: due === 0 ? place.trim() : '', zone }
    const anew = due === reminder?.due ? {} : { done: false, snoozed: 0, rang: 0 }
    if (reminder === null) await sync.add('reminders', { ...fields, language: ui })
    else await sync.change('reminders', reminder.id, { ...fields, ...anew })
    onClose()
  }
  const remove = async ({ id, ...fields }: Reminder) => {
    await sync.delete('reminders', id)
    onClose()
    toast(fill(words.deletedNamed, { name: fields.text }), () => void sync.put('reminders', id, fields))
  }
  return (
    <Sheet title={reminder === null ? words.newReminder : words.editReminder} onClose={onClose}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <Field label={words.remindOf} value={text} onChange={setText} required {...(reminder === null ? { 'data-focus': '' } : {})} maxLength={500} pattern=".*\S.*" />
        <div className="side-by-side">
          <Field label={words.date} type="date" value={date} onChange={setDay} />
          <Field
            label={words.time} type="time" value={time} disabled={date === '' && time === ''}
            onChange={setTime} required={date !== ''}
          />
        </div>
        <div className="chips">
          {quick(words).map(({ name, at }) => (
            <button
              key={name} type="button" className="toggle"
              onClick={() => {
                const chosen = fieldsOf(at.getTime() / 1000)
                setDay(chosen.date)
                setTime(chosen.time)
              }}
            >
              {name}
            </button>
          ))}
          {date !== '' && (
            <button
              type="button" className="toggle"
              onClick={() => {
                setDay('')
                setTime('')
              }}
            >
              {words.noTime}
            </button>
          )}
        </div>
        {date !== '' && (
          <Choice label={words.repeat} value={lunar === '' ? repeat : LUNAR} onChange={choose}>
            {REPEATS.map((each) => <option key={each} value={each}>{repeatName(words, each)}</option>)}
            {offered !== '' && <option value={LUNAR}>{settingWords(offered, ui)}</option>}
          </Choice>
        )}
        {next !== null && <p className="hint">{fill(words.ringsNext, { when: dayAndTime(next, ui) })}</p>}
        {date === '' && <Field label={words.whenAt} hint={words.whenAtHint} value={place} onChange={setPlace} maxLength={200} />}
        {due > 0 && due < Date.now() / 1000 && repeat === '' && due !== reminder?.due && <p className="hint warm">{words.inThePast}</p>}
        <button type="submit" className="button wide">{words.save}</button>
        {reminder !== null && (
          <button type="button" className="button danger wide" onClick={() => void remove(reminder)}><Icon name="trash" />{words.delete}</button>
        )}
      </form>
    </Sheet>
  )
}

/** Times that people often mean. */
function quick(words: Words): { name: string; at: Date }[] {
  const now = new Date()
  const day = (ahead: number, hour: number) => new Date(now.getFullYear(), now.getMonth(), now.getDate() + ahead, hour)
  const inAnHour = new Date(now.getTime() + 3_600_000)
  return [
    { name: words.inAnHour, at: inAnHour },
    ...(now.getHours() < 18 ? [{ name: words.tonight, at: day(0, 20) }] : []),
    { name: words.tomorrowMorning, at: day(1, 9) },
  ]
}
