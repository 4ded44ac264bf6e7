import { useEffect, useMemo, useState } from 'react'
import { Icon } from '../components/Icon'
import { type Day, today as todayOf, weeksOf } from '../home/days'
import { type Event, events } from '../home/documents'
import { byDay, happenings } from '../home/happenings'
import { useDocs, useSyncState } from '../home/sync'
import { firstWeekday } from '../home/when'
import { ownZone } from '../home/zones'
import { Empty, Loading, Page } from '../parts/Page'
import { useStored } from '../talk/stored'
import { useWords } from '../words'
import { AgendaView } from './AgendaView'
import { EventSheet } from './EventSheet'
import { MonthView } from './MonthView'

const VIEWS = ['agenda', 'month'] as const
/** Days that the agenda tells at once, and how far ahead it looks for more. */
const AHEAD = 60
const FURTHEST = 420

/** A person's calendar: a month and what is ahead; a phone shows one of the two, first what is ahead. */
export function CalendarPage() {
  const { ui, words } = useWords()
  const { whole } = useSyncState()
  const docs = useDocs('events')
  const today = useToday()
  const [selected, setSelected] = useState(today)
  const [ahead, setAhead] = useState(AHEAD)
  const [view, setView] = useStored<(typeof VIEWS)[number]>('calendar', 'agenda', VIEWS)
  const [open, setOpen] = useState<{ event: Event | null; named: string } | null>(null)
  const last = selected + ahead - 1
  const all = useMemo(() => events(docs).filter(({ gone }) => !gone), [docs])
  const shown = useMemo(() => {
    const days = weeksOf(selected, firstWeekday(ui)).flat()
    return byDay(all, ownZone(), Math.min(selected, ...days), Math.max(last, ...days))
  }, [all, selected, last, ui])
  /** The first day after those that are told. */
  const next = useMemo(
    () => Math.min(...all.flatMap((event) => happenings(event, ownZone(), last + 1, selected + FURTHEST)).map(({ first }) => first)),
    [all, selected, last],
  )
  const choose = (day: Day) => {
    setSelected(day)
    setAhead(AHEAD)
  }
  return (
    <Page
      title={words.navCalendar}
      actions={<button type="button" className="button" onClick={() => setOpen({ event: null, named: '' })}><Icon name="plus" />{words.newEvent}</button>}
    >
      <div className="calendar" data-view={view}>
        <div className="calendar-views narrow-only" role="group" aria-label={words.calendarView}>
          {VIEWS.map((each) => (
            <button key={each} type="button" className="toggle" aria-pressed={view === each} onClick={() => setView(each)}>{words[each]}</button>
          ))}
          {view === 'agenda' && selected !== today && (
            <button type="button" className="toggle" onClick={() => choose(today)}>{words.backToToday}</button>
          )}
        </div>
        <MonthView selected={selected} today={today} events={shown} onSelect={choose} />
        {all.length === 0
          ? whole ? <Empty icon="calendar" title={words.noEvents}>{words.noEventsHint}</Empty> : <Loading />
          : <AgendaView from={selected} last={last} today={today} events={shown} onOpen={({ event, named }) => setOpen({ event, named })} />}
        {next < Infinity && (
          <p className="centred"><button type="button" className="button plain" onClick={() => setAhead(Math.max(ahead, next - selected) + AHEAD)}>{words.showMore}</button></p>
        )}
      </div>
      {open !== null && <EventSheet event={open.event} named={open.named} day={selected} onClose={() => setOpen(null)} onDay={choose} />}
    </Page>
  )
}

/** The day that it is, also after midnight. */
function useToday(): Day {
  const [day, setDay] = useState(() => todayOf())
  useEffect(() => {
    const ticking = window.setInterval(() => setDay(todayOf()), 15_000)
    return () => window.clearInterval(ticking)
  }, [])
  return day
}
