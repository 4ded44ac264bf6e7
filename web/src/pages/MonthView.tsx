import { type KeyboardEvent, useEffect, useId, useRef } from 'react'
import { Icon } from '../components/Icon'
import { type Day, formatDay, monthsLater, partsOf, weeksOf } from '../home/days'
import type { Happening } from '../home/happenings'
import { lunarOf } from '../home/lunar'
import { lunarWords, underDay } from '../home/lunarWords'
import { firstWeekday, localeOf, weekday } from '../home/when'
import { fill, type Ui, useWords, type Words } from '../words'

interface Props {
  /** Its month is shown. */
  selected: Day
  today: Day
  events: Map<Day, Happening[]>
  onSelect: (day: Day) => void
}

/** As many as a day has room for. */
const SHOWN = 3

/** A month, its days, and what is on them. The arrow keys go from day to day, Page Up and Page Down from month to month. */
export function MonthView({ selected, today, events, onSelect }: Props) {
  const { ui, words } = useWords()
  const heading = useId()
  const grid = useRef<HTMLDivElement>(null)
  const byKey = useRef(false)
  useEffect(() => {
    if (byKey.current) grid.current?.querySelector<HTMLElement>('[aria-selected="true"]')?.focus()
    byKey.current = false
  }, [selected])
  const start = firstWeekday(ui)
  const locale = localeOf(ui)
  const press = (event: KeyboardEvent) => {
    const to = moved(selected, event.key, start)
    if (to === null) return
    event.preventDefault()
    byKey.current = true
    onSelect(to)
  }
  return (
    <section className="month" aria-labelledby={heading}>
      <header className="month-head">
        <h3 id={heading} aria-live="polite">{formatDay(selected, locale, { month: 'long', year: 'numeric' })}</h3>
        {selected !== today && <button type="button" className="toggle" onClick={() => onSelect(today)}>{words.backToToday}</button>}
        <button type="button" className="quiet-button icon-only" aria-label={words.monthBefore} onClick={() => onSelect(monthsLater(selected, -1))}>
          <Icon name="back" />
        </button>
        <button type="button" className="quiet-button icon-only" aria-label={words.monthAfter} onClick={() => onSelect(monthsLater(selected, 1))}>
          <Icon name="forward" />
        </button>
      </header>
      <div className="month-grid card" role="grid" aria-labelledby={heading} ref={grid} onKeyDown={press}>
        <div className="week week-names" role="row">
          {Array.from({ length: 7 }, (_, i) => ((start - 1 + i) % 7) + 1).map((day) => (
            <span key={day} role="columnheader" aria-label={weekday(day, ui, 'long')}>{weekday(day, ui)}</span>
          ))}
        </div>
        {weeksOf(selected, start).map((week) => (
          <div key={week[0]} className="week" role="row">
            {week.map((day) => (
              <DayCell
                key={day} day={day} today={today} selected={selected} locale={locale} ui={ui} words={words}
                events={events.get(day) ?? []} onSelect={onSelect}
              />
            ))}
          </div>
        ))}
      </div>
    </section>
  )
}

function DayCell({ day, today, selected, locale, ui, words, events, onSelect }: Omit<Props, 'events'> & {
  day: Day
  locale: string
  ui: Ui
  words: Words
  events: Happening[]
}) {
  const { date, month } = partsOf(day)
  return (
    <button
      type="button" role="gridcell" className="month-day" tabIndex={day === selected ? 0 : -1}
      aria-selected={day === selected} aria-current={day === today ? 'date' : undefined}
      aria-label={said(day, locale, ui, words, events)} data-other={month !== partsOf(selected).month || undefined}
      onClick={() => onSelect(day)}
    >
      <span className="month-date">{date}</span>
      {ui === 'zh' && <span className="month-lunar" data-first={lunarOf(day)?.day === 1 || undefined}>{underDay(day)}</span>}
      <span className="month-dots">{events.slice(0, SHOWN).map((_, i) => <i key={i} />)}</span>
      {events.slice(0, events.length > SHOWN ? SHOWN - 1 : SHOWN).map((one, i) => (
        <span key={i} className="month-event" data-all-day={one.allDay || undefined}>{one.event.title}</span>
      ))}
      {events.length > SHOWN && <span className="month-more">{fill(words.moreEvents, { count: String(events.length - SHOWN + 1) })}</span>}
    </button>
  )
}

/** What a screen reader says of a day. */
function said(day: Day, locale: string, ui: Ui, words: Words, events: Happening[]): string {
  const lunar = lunarOf(day)
  const date = formatDay(day, locale, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })
  const names = events.map((one) => one.event.title).join(ui === 'zh' ? '、' : ', ')
  return [
    date,
    ...(ui === 'zh' && lunar !== null ? [lunarWords(lunar)] : []),
    ...(events.length === 0 ? [] : [fill(events.length === 1 ? words.oneEvent : words.someEvents, { count: String(events.length), names })]),
  ].join(ui === 'zh' ? '，' : ', ')
}

/** Where a key leads, or null. */
function moved(from: Day, key: string, firstWeekdayIs: number): Day | null {
  const passed = (partsOf(from).weekday - firstWeekdayIs + 7) % 7
  switch (key) {
    case 'ArrowLeft': return from - 1
    case 'ArrowRight': return from + 1
    case 'ArrowUp': return from - 7
    case 'ArrowDown': return from + 7
    case 'Home': return from - passed
    case 'End': return from - passed + 6
    case 'PageUp': return monthsLater(from, -1)
    case 'PageDown': return monthsLater(from, 1)
    default: return null
  }
}
