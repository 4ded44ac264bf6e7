import type { KeyboardEvent } from 'react'
import { Icon } from '../components/Icon'
import { dayName } from '../home/when'
import { tileOf } from '../photos/server'
import { type Address, hrefTo } from '../search/address'
import { grouped, kindOf, leadsTo } from '../search/kinds'
import type { Hit, Results } from '../search/types'
import { fill, useWords } from '../words'

/** Hits of one kind before one asks for all of them. */
const FEW = 4

interface Props {
  address: Address
  results: Results
  busy: boolean
  onFurther: () => void
}

/** What was found: by kind, or everything of the kind that was chosen. */
export function SearchHits({ address, results, busy, onFurther }: Props) {
  const { words } = useWords()
  if (address.kind !== undefined) {
    return (
      <div onKeyDown={move}>
        <HitList hits={results.hits} />
        {results.more && (
          <p className="centred"><button type="button" className="button plain" disabled={busy} onClick={onFurther}>{words.showMore}</button></p>
        )}
      </div>
    )
  }
  return (
    <div onKeyDown={move}>
      {grouped(results.hits).map(({ kind, hits }) => (
        <section key={kind.kind} className="hit-group">
          <div className="section-head">
            <h3>{words[kind.word]}</h3>
            {(hits.length > FEW || results.more) && (
              <a className="quiet-button" href={hrefTo({ ...address, kind: kind.kind })}>
                {fill(words.searchMoreOf, { kind: words[kind.word] })}<Icon name="forward" />
              </a>
            )}
          </div>
          <HitList hits={hits.slice(0, FEW)} />
        </section>
      ))}
    </div>
  )
}

function HitList({ hits }: { hits: readonly Hit[] }) {
  return <ul className="card rows hits">{hits.map((hit) => <li key={hit.id} className="row"><HitRow hit={hit} /></li>)}</ul>
}

function HitRow({ hit }: { hit: Hit }) {
  const { ui, words } = useWords()
  const kind = kindOf(hit.kind)
  const to = leadsTo(hit)
  const notes = [hit.site || addressOf(hit.url), hit.at > 0 ? dayName(hit.at, ui) : ''].filter((each) => each !== '')
  const photo = /^photos\/([^/]+)$/.exec(hit.open)?.[1]
  const marked = hit.snippet.map(({ text, hit: found }, i) => (found ? <mark key={i}>{text}</mark> : <span key={i}>{text}</span>))
  // Of what is nothing but its title, that is shown once.
  const bare = hit.title !== '' && hit.snippet.map(({ text }) => text).join('').trim() === hit.title.trim()
  const language = hit.language === '' ? undefined : hit.language
  const inside = (
    <>
      {photo === undefined
        ? <span className="row-icon"><Icon name={kind.icon} /></span>
        : <img className="hit-photo" src={tileOf(photo)} alt="" loading="lazy" />}
      <span className="row-words">
        <span className="hit-title" lang={language}>{bare ? marked : hit.title || words.untitled}</span>
        {!bare && marked.length > 0 && <span className="hit-text" lang={language}>{marked}</span>}
        {notes.length > 0 && <span className="hit-note">{notes.join(' · ')}</span>}
      </span>
      {to?.away === true && <span className="row-more"><Icon name="away" /><span className="visually-hidden">{words.searchOpens}</span></span>}
    </>
  )
  if (to === null) return <div className="row-open">{inside}</div>
  return to.away
    ? <a className="row-open" href={to.href} target="_blank" rel="noopener noreferrer">{inside}</a>
    : <a className="row-open" href={to.href}>{inside}</a>
}

/** `example.org` of `https://example.org/a`. */
function addressOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : ''
}

/** Arrows go from hit to hit, and from the first back into the line. */
function move(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>('a.row-open')]
  const at = all.findIndex((each) => each === document.activeElement)
  if (at < 0) return
  event.preventDefault()
  const next = all[at + (event.key === 'ArrowDown' ? 1 : -1)]
  if (next !== undefined) next.focus()
  else if (event.key === 'ArrowUp') document.querySelector<HTMLElement>('.search-page [role=combobox]')?.focus()
}
