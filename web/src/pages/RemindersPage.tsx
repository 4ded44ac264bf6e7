import { useEffect, useState } from 'react'
import { Icon } from '../components/Icon'
import { PauseTimer } from '../components/PauseTimer'
import { clock } from '../components/Timers'
import { type Alarm, alarms, type Reminder, reminders, type Timer, timers } from '../home/documents'
import { alarmRings, reminderRings } from '../home/due'
import { repeatWords } from '../home/repeatWords'
import { useDocs, useSync, useSyncState } from '../home/sync'
import { dayAndTime, wallTime } from '../home/when'
import { Switch } from '../parts/Field'
import { Empty, Loading, Page } from '../parts/Page'
import { Tick } from '../parts/Tick'
import { useToast } from '../parts/Toasts'
import { fill, useWords, type Words } from '../words'
import { AlarmSheet, daysWords } from './AlarmSheet'
import { ReminderSheet } from './ReminderSheet'

type Open = { kind: 'alarm'; alarm: Alarm | null } | { kind: 'reminder'; reminder: Reminder | null }

/** What rings, and when. */
export function RemindersPage() {
  const { words } = useWords()
  const { whole } = useSyncState()
  const now = useNow()
  const rings = alarms(useDocs('alarms')).sort((a, b) => a.time.localeCompare(b.time))
  const all = reminders(useDocs('reminders'))
  const running = timers(useDocs('timers'))
    .filter(({ ends, left }) => left > 0 || ends > now)
    .sort((a, b) => (a.left || a.ends - now) - (b.left || b.ends - now))
  const [open, setOpen] = useState<Open | null>(null)
  const close = () => setOpen(null)
  const nothing = rings.length + all.length + running.length === 0
  const [due, done] = [all.filter((each) => !each.done).sort(byTime), all.filter((each) => each.done).sort(byTime)]
  return (
    <Page
      title={words.navReminders}
      actions={
        <>
          <button type="button" className="button" onClick={() => setOpen({ kind: 'reminder', reminder: null })}><Icon name="plus" />{words.newReminder}</button>
          <button type="button" className="button plain" onClick={() => setOpen({ kind: 'alarm', alarm: null })}><Icon name="alarm" />{words.newAlarm}</button>
        </>
      }
    >
      {nothing && (whole ? <Empty icon="alarm" title={words.noReminders}>{words.noRemindersHint}</Empty> : <Loading />)}
      {running.length > 0 && (
        <section>
          <h3 className="day">{words.timers}</h3>
          <ul className="card rows">
            {running.map((timer) => (
              <li key={timer.id} className="row">
                <span className="row-icon"><Icon name={timer.does.intent === undefined ? 'history' : 'plug'} /></span>
                <span className="row-words">
                  <span className="row-name">{timer.name || words.timer}</span>
                  {timer.does.intent !== undefined && <span className="row-note">{doesWords(words, timer)}</span>}
                  {timer.left > 0 && <span className="row-note warm">{words.timerPaused}</span>}
                </span>
                <time className="row-figure" role="timer">{clock((timer.left || timer.ends - now) * 1000)}</time>
                {timer.does.intent === undefined && <PauseTimer timer={timer} />}
              </li>
            ))}
          </ul>
        </section>
      )}
      {due.length > 0 && (
        <section>
          <h3 className="day">{words.reminders}</h3>
          <ul className="card rows">
            {due.map((each) => <ReminderRow key={each.id} reminder={each} now={now} onOpen={() => setOpen({ kind: 'reminder', reminder: each })} />)}
          </ul>
        </section>
      )}
      {rings.length > 0 && (
        <section>
          <h3 className="day">{words.alarms}</h3>
          <ul className="card rows">
            {rings.map((each) => <AlarmRow key={each.id} alarm={each} now={now} onOpen={() => setOpen({ kind: 'alarm', alarm: each })} />)}
          </ul>
        </section>
      )}
      {done.length > 0 && (
        <section>
          <h3 className="day">{words.done}</h3>
          <ul className="card rows">
            {done.map((each) => <ReminderRow key={each.id} reminder={each} now={now} onOpen={() => setOpen({ kind: 'reminder', reminder: each })} />)}
          </ul>
        </section>
      )}
      {open?.kind === 'alarm' && <AlarmSheet alarm={open.alarm} onClose={close} />}
      {open?.kind === 'reminder' && <ReminderSheet reminder={open.reminder} onClose={close} />}
    </Page>
  )
}

function AlarmRow({ alarm, now, onOpen }: { alarm: Alarm; now: number; onOpen: () => void }) {
  const { ui, words } = useWords()
  const sync = useSync()
  const next = alarmRings(alarm, now)
  const time = wallTime(alarm.time, ui)
  const snoozed = alarm.snoozed > Math.max(now, alarm.rang)
  return (
    <li className="row alarm" data-off={!alarm.enabled}>
      <button type="button" className="row-open" onClick={onOpen}>
        <span className="alarm-time">{time}</span>
        <span className="row-words">
          {alarm.label !== '' && <span className="row-name">{alarm.label}</span>}
          <span className="row-note">{daysWords(words, ui, alarm.days, alarm.lunar)}</span>
          {next !== null && (
            <span className={snoozed ? 'row-note warm' : 'row-note'}>{fill(snoozed ? words.snoozedUntil : words.ringsNext, { when: dayAndTime(next, ui) })}</span>
          )}
        </span>
      </button>
      <Switch
        label={fill(words.alarmAt, { time })} hidden on={alarm.enabled}
        onToggle={() => void sync.change('alarms', alarm.id, alarm.enabled ? { enabled: false, snoozed: 0 } : { enabled: true, since: Math.floor(Date.now() / 1000) })}
      />
    </li>
  )
}

function ReminderRow({ reminder, now, onOpen }: { reminder: Reminder; now: number; onOpen: () => void }) {
  const { ui, words } = useWords()
  const sync = useSync()
  const toast = useToast()
  const next = reminderRings(reminder)
  const rang = !reminder.done && reminder.rang > 0 && reminder.snoozed <= reminder.rang && reminder.repeat === ''
  const shown = next ?? reminder.due
  const late = !reminder.done && (rang || (next !== null && next < now))
  const finish = async () => {
    const before = { done: reminder.done, rang: reminder.rang, snoozed: reminder.snoozed }
    // What repeats is done for this time.
    const again = !reminder.done && reminder.repeat !== '' && next !== null
    await sync.change('reminders', reminder.id, again ? { rang: Math.max(next, Math.floor(now)), snoozed: 0 } : { done: !reminder.done, snoozed: 0 })
    if (!reminder.done) toast(fill(again ? words.doneThisTime : words.doneNamed, { name: reminder.text }), () => void sync.change('reminders', reminder.id, before))
  }
  return (
    <li className="row" data-done={reminder.done}>
      <Tick label={fill(words.finish, { name: reminder.text })} on={reminder.done} onToggle={finish} />
      <button type="button" className="row-open" onClick={onOpen}>
        <span className="row-words">
          <span className="row-name">{reminder.text}</span>
          {shown > 0 && (
            <span className={late ? 'row-note warm' : 'row-note'}>
              {dayAndTime(shown, ui)}
              {reminder.repeat !== '' && <> · <span className="bit">{repeatWords(words, ui, reminder.repeat, reminder.lunar)}</span></>}
            </span>
          )}
          {reminder.place !== '' && <span className="row-note row-place"><Icon name="place" />{placeWords(words, reminder.place)}</span>}
        </span>
      </button>
      {late && (
        <button
          type="button" className="quiet-button"
          onClick={() => void sync.change('reminders', reminder.id, { snoozed: Math.floor(Date.now() / 1000) + 600 })}
        >
          {words.snooze}
        </button>
      )}
    </li>
  )
}

/** What a timer does that does not ring. */
function doesWords(words: Words, { does }: Timer): string {
  switch (does.intent) {
    case 'home.on': return words.doesOn
    case 'home.off': return words.doesOff
    case 'home.open': return words.doesOpen
    case 'home.close': return words.doesClose
    default: return words.doesOther
  }
}

function placeWords(words: Words, place: string): string {
  const home = ['home', 'house', '家', '家里', '屋里'].includes(place.toLowerCase())
  return home ? words.atHome : fill(words.atPlace, { place })
}

/** Those without a time come last. */
function byTime(a: Reminder, b: Reminder): number {
  const at = (each: Reminder) => reminderRings(each) ?? (each.due || Infinity)
  return at(a) - at(b) || a.text.localeCompare(b.text) || 0
}

function useNow(): number {
  const [now, setNow] = useState(() => Date.now() / 1000)
  useEffect(() => {
    const ticking = window.setInterval(() => setNow(Date.now() / 1000), 1000)
    return () => window.clearInterval(ticking)
  }, [])
  return now
}
