import { Icon } from '../components/Icon'
import { hrefToThing } from '../knowledge/address'
import { showsFlags } from '../knowledge/flags'
import { ordered } from '../knowledge/order'
import type { Card, Value } from '../knowledge/types'
import { pictureOf, valueText } from '../knowledge/wording'
import { useWords } from '../words'
import { SourceNames } from './KnowledgeAnswer'

/** Facts on a small card, and values of each. */
const FACTS = 6
const VALUES = 3

/** A thing in short: what it is, its first facts, and the way to the rest. */
export function EntityCard({ card }: { card: Card }) {
  const { words } = useWords()
  return (
    <section className="card padded entity-card" aria-label={card.label}>
      <EntityHead card={card} />
      <dl className="entity-short">
        {ordered(card).slice(0, FACTS).map(({ relation, name, values }) => (
          <div key={relation}>
            <dt>{name}</dt>
            <dd><Values values={values.slice(0, VALUES)} /></dd>
          </div>
        ))}
      </dl>
      <SourceNames sources={card.sources} />
      <a className="quiet-button" href={hrefToThing(card.id)}>{words.entityOpen}<Icon name="forward" /></a>
    </section>
  )
}

function EntityHead({ card: { label, description, image, kind } }: { card: Card }) {
  return (
    <div className="entity-head">
      <Picture image={image} label={label} />
      <div>
        <h3>{label}</h3>
        <p className="hint entity-in-short">{description || kind}</p>
      </div>
    </div>
  )
}

export function Picture({ image, label }: { image: string; label: string }) {
  const picture = pictureOf(image)
  if (picture === null) return null
  if ('text' in picture && !showsFlags()) return null
  return 'text' in picture
    ? <span className="entity-flag" aria-hidden="true">{picture.text}</span>
    : <img className="entity-image" src={picture.src} alt={label} loading="lazy" />
}

/** Values of a fact, each thing a link to its page. */
export function Values({ values }: { values: readonly Value[] }) {
  const { ui, words } = useWords()
  return values.map((value, i) => (
    <span key={`${value.id ?? ''}${value.text}${i}`}>
      {i > 0 && (ui === 'zh' ? '、' : ', ')}
      {value.id === undefined || value.id === null || value.id === ''
        ? <span lang={value.language === '' ? undefined : value.language}>{valueText(value, ui, words)}</span>
        : <a href={hrefToThing(value.id)}>{value.text || value.id}</a>}
    </span>
  ))
}
