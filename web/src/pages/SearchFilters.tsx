import { useState } from 'react'
import { Icon } from '../components/Icon'
import { type Address, isNarrowed, SINCE, type Since } from '../search/address'
import { KINDS, kindOf } from '../search/kinds'
import type { Hit } from '../search/types'
import { useWords, type Words } from '../words'

const TIMES: Record<Since, keyof Words> = { day: 'timeDay', week: 'timeWeek', month: 'timeMonth', year: 'timeYear' }
/** Kinds to choose from before anything was found. */
const FIRST = 6

interface Props {
  address: Address
  hits: readonly Hit[]
  onChange: (address: Address) => void
}

/** What narrows a search down: kind, time, site, language. */
export function SearchFilters({ address, hits, onChange }: Props) {
  const { words } = useWords()
  const [days, setDays] = useState(address.after !== undefined || address.before !== undefined)
  const kinds = kindsFor(address, hits)
  const sites = [...new Set([...(address.site === undefined ? [] : [address.site]), ...hits.flatMap(({ site }) => (site === '' ? [] : [site]))])]
  const time = days ? 'days' : address.since ?? ''
  const chooseTime = (value: string) => {
    setDays(value === 'days')
    const { since: _, after: __, before: ___, ...rest } = address
    onChange(Object.hasOwn(SINCE, value) ? { ...rest, since: value as Since } : rest)
  }
  return (
    <div className="search-filters" role="group" aria-label={words.searchFilters}>
      <div className="search-kinds" role="group" aria-label={words.searchKind}>
        {['', ...kinds].map((kind) => {
          const { icon, word } = kindOf(kind)
          return (
            <button
              key={kind} type="button" className="toggle" aria-pressed={(address.kind ?? '') === kind}
              onClick={() => onChange(withOr(address, 'kind', kind))}
            >
              {kind !== '' && <Icon name={icon} />}
              {kind === '' ? words.kindAll : words[word]}
            </button>
          )
        })}
      </div>
      <div className="search-narrow" data-narrowed={isNarrowed(address) ? '' : undefined}>
        <select aria-label={words.searchTime} value={time} onChange={({ target }) => chooseTime(target.value)}>
          <option value="">{words.timeAny}</option>
          {(Object.keys(SINCE) as Since[]).map((each) => <option key={each} value={each}>{words[TIMES[each]]}</option>)}
          <option value="days">{words.timeDays}</option>
        </select>
        {days && (
          <>
            <Day label={words.timeAfter} value={address.after ?? ''} onChange={(value) => onChange(withOr(address, 'after', value))} />
            <Day label={words.timeBefore} value={address.before ?? ''} onChange={(value) => onChange(withOr(address, 'before', value))} />
          </>
        )}
        <select aria-label={words.searchLanguage} value={address.language ?? ''} onChange={({ target }) => onChange(withOr(address, 'language', target.value))}>
          <option value="">{words.languageAny}</option>
          <option value="zh">{words.languageZh}</option>
          <option value="en">{words.languageEn}</option>
        </select>
        {sites.length > 0 && (
          <select aria-label={words.searchSite} value={address.site ?? ''} onChange={({ target }) => onChange(withOr(address, 'site', target.value))}>
            <option value="">{words.siteAny}</option>
            {sites.map((each) => <option key={each} value={each}>{each}</option>)}
          </select>
        )}
      </div>
    </div>
  )
}

function Day({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) {
  return (
    <label className="search-day">
      <span>{label}</span>
      <input type="date" value={value} onChange={({ target }) => onChange(target.value)} />
    </label>
  )
}

/** Kinds that were found and the one that was chosen; those one mostly wants where that tells nothing. */
function kindsFor(address: Address, hits: readonly Hit[]): string[] {
  const found = new Set(hits.map(({ kind }) => kind))
  const all = KINDS.map(({ kind }) => kind)
  const chosen = address.kind
  if (chosen !== undefined || found.size < 2) return [...new Set([...all.slice(0, FIRST), 'web', ...(chosen === undefined ? [] : [chosen])])]
  return [...all.filter((kind) => found.has(kind)), ...[...found].filter((kind) => !all.includes(kind))]
}

/** The address with this in it, or without it. */
function withOr(address: Address, name: 'kind' | 'site' | 'language' | 'after' | 'before', value: string): Address {
  const { [name]: _, ...rest } = address
  return value === '' ? rest : { ...rest, [name]: value }
}
