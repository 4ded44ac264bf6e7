import { hrefTo } from '../search/address'
import { kindOf, leadsTo } from '../search/kinds'
import type { FoundThings } from '../talk/state'
import { fill, useWords } from '../words'
import { Icon } from './Icon'

/** What was found, each with the way to it, and the way to all of it. */
export function TurnFound({ found: { query, total, hits } }: { found: FoundThings }) {
  const { words } = useWords()
  return (
    <ul className="turn-found" aria-label={words.foundHere}>
      {hits.map((hit, i) => {
        const { icon, word } = kindOf(hit.kind)
        const to = leadsTo(hit)
        const inside = <><Icon name={icon} /><span>{hit.title || words[word]}</span></>
        return (
          <li key={i}>
            {to === null && <span>{inside}</span>}
            {to !== null && (to.away
              ? <a href={to.href} target="_blank" rel="noopener noreferrer">{inside}</a>
              : <a href={to.href}>{inside}</a>)}
          </li>
        )
      })}
      {total > hits.length && <li><a href={hrefTo({ q: query })}><Icon name="search" /><span>{fill(words.allFound, { count: String(total) })}</span></a></li>}
    </ul>
  )
}
