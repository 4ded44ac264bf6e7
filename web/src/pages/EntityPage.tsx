import { useState } from 'react'
import { Icon } from '../components/Icon'
import { hrefOf } from '../home/route'
import type { Card, Fact } from '../knowledge/types'
import { ordered } from '../knowledge/order'
import { useCard } from '../knowledge/useCard'
import { sourcesOf } from '../knowledge/wording'
import { Empty, Loading, Page, Problem } from '../parts/Page'
import { isWeb } from '../search/kinds'
import { hrefTo } from '../search/address'
import { fill, useWords } from '../words'
import { dayName } from '../home/when'
import { Picture, Values } from './EntityCard'
import { EntityPicture } from './EntityPicture'
import { Licence } from './KnowledgeAnswer'

/** Facts, and values of one, before one asks for the rest. */
const FACTS = 12
const VALUES = 8

/** Everything that the graph knows of a thing. */
export function EntityPage({ id }: { id: string }) {
  const { ui, words } = useWords()
  const { card, error, again } = useCard(id, ui)
  const gone = error?.status === 404
  return (
    <Page
      title={card?.label ?? words.knowledge} back="knowledge"
      actions={card !== null && <a className="button plain" href={hrefTo({ q: card.label })}><Icon name="search" />{words.navSearch}</a>}
    >
      {error !== null && !gone && (
        <>
          <Problem error={error} />
          <p className="centred"><button type="button" className="button plain" onClick={again}>{words.tryAgain}</button></p>
        </>
      )}
      {gone && <Empty icon="book" title={words.entityUnknown}><a href={hrefOf('knowledge')}>{words.askLabel}</a></Empty>}
      {card === null && error === null && <Loading />}
      {card !== null && <Told card={card} />}
    </Page>
  )
}

function Told({ card }: { card: Card }) {
  const { ui, words } = useWords()
  const about = [card.description || card.kind].filter((each) => each !== '')
  return (
    <div className="entity" data-id={card.id}>
      <div className="entity-top">
        <Picture image={card.image} label={card.label} />
        <div>
          {about.map((each) => <p key={each} className="entity-about">{each}</p>)}
          {card.names.length > 0 && <p className="hint">{words.entityNames}{ui === 'zh' ? '：' : ': '}{card.names.join(ui === 'zh' ? '、' : ', ')}</p>}
        </div>
      </div>
      <div className="entity-parts">
        <section>
          <h3 className="day">{words.entityFacts}</h3>
          {card.facts.length === 0 ? <p className="hint">{words.entityNoFacts}</p> : <Facts card={card} />}
        </section>
        <EntityPicture card={card} />
      </div>
      <Sources card={card} />
    </div>
  )
}

function Facts({ card }: { card: Card }) {
  const { words } = useWords()
  const [all, setAll] = useState(false)
  const facts = ordered(card)
  const names = card.sources.map(({ name }) => name)
  const shown = all ? facts : facts.slice(0, FACTS)
  return (
    <>
      <dl className="card entity-facts">
        {shown.map((fact) => (
          <div key={fact.relation} data-relation={fact.relation}>
            <dt>{fact.name}</dt>
            <dd><FactValues fact={fact} names={names} /></dd>
          </div>
        ))}
      </dl>
      {shown.length < facts.length && (
        <p className="centred">
          <button type="button" className="button plain" onClick={() => setAll(true)}>
            {fill(words.entityMoreFacts, { count: String(facts.length - shown.length) })}
          </button>
        </p>
      )}
    </>
  )
}

function FactValues({ fact: { values }, names }: { fact: Fact; names: readonly string[] }) {
  const { words } = useWords()
  const [all, setAll] = useState(false)
  const shown = all ? values : values.slice(0, VALUES)
  const numbers = [...new Set(values.flatMap(sourcesOf))].map((name) => names.indexOf(name) + 1).filter((number) => number > 0)
  return (
    <>
      <Values values={shown} />
      {/* Which of the sources below says so; where there is one only, that goes without saying. */}
      {names.length > 1 && numbers.length > 0 && <sup>{numbers.sort((a, b) => a - b).join(', ')}</sup>}
      {shown.length < values.length && (
        <button type="button" className="quiet-button entity-more" onClick={() => setAll(true)}>
          {fill(words.entityMoreFacts, { count: String(values.length - shown.length) })}
        </button>
      )}
    </>
  )
}

function Sources({ card: { sources } }: { card: Card }) {
  const { ui, words } = useWords()
  if (sources.length === 0) return null
  return (
    <section className="entity-sources">
      <h3 className="day">{words.sourceHere}</h3>
      <ol>
        {sources.map(({ name, title, url, licence, modified }) => (
          <li key={name}>
            {isWeb(url) ? <a href={url} target="_blank" rel="noopener noreferrer">{title || name}</a> : title || name}
            {licence !== '' && <> · <Licence licence={licence} /></>}
            {!Number.isNaN(Date.parse(modified)) && <> · {fill(words.sourceModified, { when: dayName(Date.parse(modified) / 1000, ui) })}</>}
          </li>
        ))}
      </ol>
    </section>
  )
}
