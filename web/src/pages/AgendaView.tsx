import { Icon } from '../components/Icon'
import { type Day, formatDay, noonOf, partsOf } from '../home/days'
import type { Happening } from '../home/happenings'
import { lunarOf } from '../home/lunar'
import { lunarWords } from '../home/lunarWords'
import { ruleWords } from '../home/repeatWords'
import { clockTime, dayName, localeOf } from '../home/when'
import { fill, type Ui, useWords, type Words } from '../words'

/** What happens from a day on. The day itself is there even when nothing is on it. */
export function AgendaView({ from, last, today, events, onOpen }: {
  from: Day
  last: Day
  today: Day
  events: Map<Day, Happening[]>
  onOpen: (one: Happening) => void
}) {
  const { ui, words } = useWords()
  const days = Array.from({ length: last - from + 1 }, (_, i) => from + i)
  const shown = days
    .map((day) => ({ day, ones: (events.get(day) ?? []).filter(({ first }) => day === from || first === day) }))
    .filter(({ day, ones }) => day === from || ones.length > 0)
  return (
    <div className="agenda">
      {shown.map(({ day, ones }) => (
        <section key={day}>
          <h3 className="day">{dayTitle(day, today, ui)}{ui === 'zh' && <span className="agenda-lunar">{lunarTitle(day)}</span>}</h3>
          {ones.length === 0
            ? <p className="agenda-nothing">{words.nothingThatDay}</p>
            : (
              <ul className="card rows">
                {ones.map((one) => (
                  <li key={`${one.event.id} ${one.named}`} className="row">
                    <button type="button" className="row-open" onClick={() => onOpen(one)}>
                      <Clock one={one} day={day} ui={ui} words={words} />
                      <span className="row-words">
                        <span className="row-name">{one.event.title}</span>
                        <Notes one={one} day={day} ui={ui} words={words} />
                      </span>
                      {one.event.alerts.length > 0 && <span className="row-more"><Icon name="bell" /></span>}
                    </button>
                  </li>
                ))}
              </ul>
            )}
        </section>
      ))}
    </div>
  )
}

interface Shown { one: Happening; day: Day; ui: Ui; words: Words }

function Clock({ one, day, ui, words }: Shown) {
  if (one.allDay || (one.first < day && one.last > day)) return <span className="event-time">{words.allDay}</span>
  if (one.first < day) return <span className="event-time">{fill(words.untilTime, { time: clockTime(one.ends, ui) })}</span>
  return (
    <span className="event-time">
      {clockTime(one.begins, ui)}
      {one.last === day && one.ends > one.begins && <span className="event-end">{clockTime(one.ends, ui)}</span>}
    </span>
  )
}

function Notes({ one, day, ui, words }: Shown) {
  const end = formatDay(one.last, localeOf(ui), { weekday: 'short', day: 'numeric', month: 'long' })
  const notes = [
    one.event.place,
    one.last > day ? fill(words.untilDay, { day: one.allDay ? end : `${end} ${clockTime(one.ends, ui)}` }) : '',
    ruleWords(words, ui, one.event),
  ].filter((each) => each !== '')
  return notes.length === 0 ? null : <span className="row-note">{notes.join(' · ')}</span>
}

/** Today · Saturday 21 November. */
function dayTitle(day: Day, today: Day, ui: Ui): string {
  const year = partsOf(day).year === partsOf(today).year ? {} : { year: 'numeric' as const }
  const date = formatDay(day, localeOf(ui), { weekday: 'long', day: 'numeric', month: 'long', ...year })
  return Math.abs(day - today) > 1 ? date : `${dayName(noonOf(day), ui)} · ${date}`
}

function lunarTitle(day: Day): string {
  const lunar = lunarOf(day)
  return lunar === null ? '' : lunarWords(lunar)
}
