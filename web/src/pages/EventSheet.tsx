import { useState } from 'react'
import { Icon } from '../components/Icon'
import { type Day, dayNamed, formatDay, partsOf } from '../home/days'
import type { Event } from '../home/documents'
import { ALERTS, begun, type Draft, draftOf, ended, type Every, keptOf, newDraft, repeating } from '../home/eventDraft'
import { repeats } from '../home/happenings'
import { settingOf } from '../home/lunar'
import { settingWords } from '../home/lunarWords'
import { repeatName, ruleWords } from '../home/repeatWords'
import { useSync } from '../home/sync'
import { localeOf, wallTime, weekday } from '../home/when'
import { ownZone, timeOf } from '../home/zones'
import { Chips, Choice, Field, LongField, Switch } from '../parts/Field'
import { Sheet } from '../parts/Sheet'
import { useToast } from '../parts/Toasts'
import { differing, type Fields } from '../sync'
import { fill, type Ui, useWords, type Words } from '../words'

const DAYS = [1, 2, 3, 4, 5, 6, 7] as const
const SIMPLE = ['', 'daily', 'weekdays', 'weekly', 'monthly', 'yearly'] as const
/** Whoever is to be told of it is told anew. */
const TIMING = ['day', 'time', 'zone', 'repeat', 'lunar', 'alerts']
const MOST_ALERTS = 5

interface Props {
  event: Event | null
  /** The day of the one time that was opened. */
  named: string
  /** Where a new one begins. */
  day: Day
  onClose: () => void
  onDay: (day: Day) => void
}

/** Make an event, or change one. */
export function EventSheet({ event, named, day, onClose, onDay }: Props) {
  const { ui, words } = useWords()
  const sync = useSync()
  const [draft, setDraft] = useState<Draft>(() => (event === null ? newDraft(day) : draftOf(event)))
  const [wrong, setWrong] = useState<'endBeforeBegin' | 'tooLong' | null>(null)
  const set = (changed: Partial<Draft>) => setDraft({ ...draft, ...changed })
  const save = async () => {
    const kept = keptOf(draft, event)
    if (typeof kept === 'string') {
      setWrong(kept)
      return
    }
    const now = Date.now() / 1000
    if (event === null) {
      await sync.add('events', { ...kept, language: ui, since: now, changed: now })
    } else {
      const changed = differing({ ...event } as Fields, kept)
      const names = Object.keys(changed)
      const anew = names.some((name) => TIMING.includes(name)) ? { since: now, rang: 0 } : {}
      if (names.length > 0) await sync.change('events', event.id, { ...changed, ...anew, changed: now })
    }
    onClose()
    if (kept.day !== event?.day) onDay(dayNamed(kept.day) ?? day)
  }
  return (
    <Sheet title={event === null ? words.newEvent : words.editEvent} onClose={onClose}>
      <form
        className="form"
        onSubmit={(submitted) => {
          submitted.preventDefault()
          void save()
        }}
      >
        <Field
          label={words.eventTitle} value={draft.title} onChange={(title) => set({ title })} required maxLength={500} pattern=".*\S.*"
          {...(event === null ? { 'data-focus': '' } : {})}
        />
        <div className="setting">
          <Switch label={words.allDay} on={draft.allDay} onToggle={() => set({ allDay: !draft.allDay, alerts: [] })} />
        </div>
        <Times draft={draft} setDraft={setDraft} words={words} />
        {event !== null && !draft.allDay && event.zone !== ownZone() && <p className="hint">{fill(words.zoneHint, { zone: event.zone })}</p>}
        <Field label={words.where} value={draft.place} onChange={(place) => set({ place })} maxLength={500} />
        <Repeating draft={draft} setDraft={setDraft} event={event} ui={ui} words={words} />
        <Chips
          label={words.alerts} all={alertsOf(draft)} chosen={draft.alerts} name={(minutes) => alertWords(words, ui, minutes, draft.allDay)}
          onChange={(alerts) => set({ alerts: alerts.slice(0, MOST_ALERTS) })}
        />
        <LongField label={words.notes} value={draft.note} onChange={(note) => set({ note })} maxLength={20_000} />
        <div aria-live="assertive">{wrong !== null && <p className="problem">{words[wrong]}</p>}</div>
        {event !== null && repeats(event) && <p className="hint">{words.changesAll}</p>}
        <button type="submit" className="button wide">{words.save}</button>
        {event !== null && <Removing event={event} named={named} onClose={onClose} />}
      </form>
    </Sheet>
  )
}

interface Filling { draft: Draft; setDraft: (draft: Draft) => void; words: Words }

function Times({ draft, setDraft, words }: Filling) {
  return (
    <>
      <div className={draft.allDay ? undefined : 'side-by-side'}>
        <Field label={words.begins} type="date" value={draft.day} required onChange={(day) => setDraft(begun(draft, { day }))} />
        {!draft.allDay && <Field label={words.beginsAt} type="time" value={draft.time} required onChange={(time) => setDraft(begun(draft, { time }))} />}
      </div>
      <div className={draft.allDay ? undefined : 'side-by-side'}>
        <Field label={words.endsOn} type="date" value={draft.lastDay} min={draft.day} required onChange={(lastDay) => setDraft(ended(draft, { lastDay }))} />
        {!draft.allDay && <Field label={words.endsAt} type="time" value={draft.endTime} required onChange={(endTime) => setDraft(ended(draft, { endTime }))} />}
      </div>
    </>
  )
}

/** How it comes again. By the moon, where people reckon so or it was set so. */
function Repeating({ draft, setDraft, event, ui, words }: Filling & { event: Event | null; ui: Ui }) {
  const set = (changed: Partial<Draft>) => setDraft({ ...draft, ...changed })
  const begins = dayNamed(draft.day)
  const lunar = draft.every === 'lunar' ? draft.lunar : ui === 'zh' && begins !== null ? settingOf(begins) : ''
  const own = begins === null ? [] : [partsOf(begins).weekday]
  const rule = draft.every !== '' && draft.every !== 'lunar' && draft.every !== 'other'
  return (
    <>
      <Choice label={words.repeat} value={draft.every} onChange={(every) => setDraft(repeating(draft, every as Every, lunar))}>
        {SIMPLE.map((each) => <option key={each} value={each}>{repeatName(words, each)}</option>)}
        {lunar !== '' && <option value="lunar">{settingWords(lunar, ui)}</option>}
        {event !== null && draftOf(event).every === 'other' && (
          <option value="other">{ruleWords(words, ui, event) || words.repeatOther}</option>
        )}
      </Choice>
      {draft.every === 'weekly' && (
        <Chips
          label={words.onDays} all={DAYS} chosen={draft.days.length === 0 ? own : draft.days} onChange={(days) => set({ days })}
          name={(day) => weekday(day, ui, 'narrow')} said={(day) => weekday(day, ui, 'long')}
        />
      )}
      {rule && (
        <Field
          label={words.repeatUntil} hint={words.repeatUntilHint} type="date" value={draft.until} min={draft.day}
          onChange={(until) => set({ until })}
        />
      )}
    </>
  )
}

/** Of what comes again, one time can be left out. */
function Removing({ event, named, onClose }: { event: Event; named: string; onClose: () => void }) {
  const { ui, words } = useWords()
  const sync = useSync()
  const toast = useToast()
  const { id, ...fields } = event
  const day = dayNamed(named)
  const shown = day === null ? '' : formatDay(day, localeOf(ui), { day: 'numeric', month: 'long' })
  const changed = () => Date.now() / 1000
  const leaveOut = async () => {
    await sync.change('events', id, { skipped: [...event.skipped, named], changed: changed() })
    onClose()
    toast(
      fill(words.leftOut, { name: event.title, day: shown }),
      () => void sync.change('events', id, { skipped: event.skipped, changed: changed() }),
    )
  }
  // What is on a calendar server is removed there too, by the house.
  const there = event.uid !== ''
  const before = sync.get('events', id) ?? { ...fields }
  const remove = async () => {
    if (there) await sync.change('events', id, { gone: true, changed: changed() })
    else await sync.delete('events', id)
    onClose()
    toast(fill(words.deletedNamed, { name: event.title }), () => {
      void (there ? sync.change('events', id, { gone: false, changed: changed() }) : sync.put('events', id, before))
    })
  }
  return (
    <>
      {repeats(event) && shown !== '' && (
        <button type="button" className="button danger wide" onClick={() => void leaveOut()}>{fill(words.deleteThisDay, { day: shown })}</button>
      )}
      <button type="button" className="button danger wide" onClick={() => void remove()}>
        <Icon name="trash" />{repeats(event) ? words.deleteAllDays : words.delete}
      </button>
    </>
  )
}

/** What may be chosen, and what was chosen elsewhere. */
function alertsOf({ allDay, alerts }: Draft): number[] {
  return [...new Set([...(allDay ? ALERTS.allDay : ALERTS.timed), ...alerts])].sort((a, b) => a - b)
}

function alertWords(words: Words, ui: Ui, minutes: number, allDay: boolean): string {
  if (allDay && minutes > 0 && minutes < 1_440) return fill(words.alertEve, { time: wallTime(timeOf(1_440 - minutes), ui) })
  if (minutes === 0) return words.alertAtBegin
  const [size, one, many] = minutes % 1_440 === 0
    ? [1_440, words.alertDay, words.alertDays]
    : minutes % 60 === 0 ? [60, words.alertHour, words.alertHours] : [1, words.alertMinutes, words.alertMinutes]
  return minutes === size && size > 1 ? one : fill(many, { count: String(minutes / size) })
}
