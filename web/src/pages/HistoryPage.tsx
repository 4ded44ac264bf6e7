import { useState } from 'react'
import { Icon } from '../components/Icon'
import { history, type Said } from '../home/documents'
import { useDocs, useSync, useSyncState } from '../home/sync'
import { clockTime, dayName } from '../home/when'
import { Switch } from '../parts/Field'
import { Empty, Loading, Page } from '../parts/Page'
import { Sheet } from '../parts/Sheet'
import { useToast } from '../parts/Toasts'
import { fill, useWords } from '../words'

const AT_ONCE = 100
/** The setting that says whether what is said is kept. */
const SETTING = 'history'

/** What was said, by day, and how to have it forgotten. */
export function HistoryPage() {
  const { ui, words } = useWords()
  const sync = useSync()
  const toast = useToast()
  const { whole } = useSyncState()
  const all = history(useDocs('history')).sort((a, b) => b.at - a.at)
  const kept = useDocs('settings').find(({ id }) => id === SETTING)?.fields['value'] !== false
  const [search, setSearch] = useState('')
  const [most, setMost] = useState(AT_ONCE)
  const [sure, setSure] = useState(false)
  const found = all.filter((said) => fits(said, search))
  const shown = found.slice(0, most)
  const forget = (said: Said) => {
    const { id, ...fields } = said
    void sync.delete('history', id)
    toast(words.forgotten, () => void sync.put('history', id, fields))
  }
  return (
    <Page
      title={words.navHistory}
      actions={all.length > 0 && (
        <button type="button" className="button plain" onClick={() => setSure(true)}><Icon name="trash" />{words.forgetAll}</button>
      )}
    >
      <div className="card padded setting">
        <Switch label={words.keepHistory} on={kept} onToggle={() => void sync.put('settings', SETTING, { value: !kept })} />
        <p className="hint">{kept ? words.keepHistoryOn : words.keepHistoryOff}</p>
      </div>
      {all.length > 0 && (
        <label className="search">
          <Icon name="search" />
          <span className="visually-hidden">{words.searchHistory}</span>
          <input type="search" value={search} placeholder={words.searchHistory} onChange={({ target }) => setSearch(target.value)} />
        </label>
      )}
      {all.length === 0 && (whole ? <Empty icon="history" title={words.noHistory}>{words.noHistoryHint}</Empty> : <Loading />)}
      <p className="visually-hidden" role="status">{search !== '' && fill(words.foundCount, { count: String(found.length) })}</p>
      {all.length > 0 && found.length === 0 && <Empty icon="search" title={words.nothingFound} />}
      {byDay(shown).map(([day, turns]) => (
        <section key={day}>
          <h3 className="day">{dayName(turns[0]?.at ?? 0, ui)}</h3>
          <ul className="card rows">
            {turns.map((said) => (
              <li key={said.id} className="row past">
                <time dateTime={new Date(said.at * 1000).toISOString()}>{clockTime(said.at, ui)}</time>
                <div className="row-words">
                  <p className="past-heard" lang={said.language === '' ? undefined : said.language}>{said.heard}</p>
                  {said.answered !== '' && <p className="past-said">{said.answered}</p>}
                </div>
                <button
                  type="button" className="quiet-button icon-only" aria-label={fill(words.forgetNamed, { name: said.heard })}
                  title={words.forget} onClick={() => forget(said)}
                >
                  <Icon name="close" />
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
      {found.length > most && (
        <p className="centred">
          <button type="button" className="button plain" onClick={() => setMost(most + AT_ONCE)}>{words.showMore}</button>
        </p>
      )}
      {sure && (
        <Sheet title={words.forgetAllTitle} onClose={() => setSure(false)}>
          <p>{fill(words.forgetAllSure, { count: String(all.length) })}</p>
          <button
            type="button" className="button danger wide"
            onClick={() => void sync.delete('history', ...all.map(({ id }) => id)).then(() => {
              setSure(false)
              toast(words.allForgotten)
            })}
          >
            {words.forgetAll}
          </button>
        </Sheet>
      )}
    </Page>
  )
}

function fits({ heard, answered }: Said, search: string): boolean {
  const wanted = search.trim().toLocaleLowerCase()
  return wanted === '' || heard.toLocaleLowerCase().includes(wanted) || answered.toLocaleLowerCase().includes(wanted)
}

function byDay(turns: readonly Said[]): [day: string, turns: Said[]][] {
  const days = new Map<string, Said[]>()
  for (const said of turns) {
    const day = new Date(said.at * 1000).toDateString()
    days.set(day, [...(days.get(day) ?? []), said])
  }
  return [...days]
}
