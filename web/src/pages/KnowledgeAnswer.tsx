import { Icon } from '../components/Icon'
import { hrefToThing } from '../knowledge/address'
import type { Answer, Source } from '../knowledge/types'
import { licenceAddress } from '../knowledge/wording'
import { fill, useWords } from '../words'
import { isWeb } from '../search/kinds'

/** What the graph answers, and where it is from. */
export function KnowledgeAnswer({ answer }: { answer: Answer }) {
  const { words } = useWords()
  const { subject } = answer
  return (
    <section className="card padded answer" aria-label={words.answer}>
      <p className="answer-text" lang={answer.language}>{answer.text}</p>
      <Things answer={answer} />
      <div className="answer-foot">
        <SourceNames sources={answer.sources} />
        {subject !== null && (
          <a className="quiet-button" href={hrefToThing(subject.id)}>{fill(words.answerAbout, { name: subject.label })}<Icon name="forward" /></a>
        )}
      </div>
    </section>
  )
}

/** Things that are the answer lead to their pages. */
function Things({ answer: { values } }: { answer: Answer }) {
  const things = values.filter(({ id }) => id !== undefined && id !== null && id !== '')
  if (things.length === 0) return null
  return (
    <ul className="chips">
      {things.map(({ id, text }) => <li key={id}><a className="toggle" href={hrefToThing(id ?? '')}>{text || id}</a></li>)}
    </ul>
  )
}

/** The sources by their titles, each with its licence. */
export function SourceNames({ sources }: { sources: readonly Source[] }) {
  const { ui, words } = useWords()
  if (sources.length === 0) return null
  return (
    <p className="hint source-names">
      {words.answerFrom}{ui === 'zh' ? '：' : ': '}
      {sources.map(({ name, title, licence, url }, i) => (
        <span key={name}>
          {i > 0 && (ui === 'zh' ? '、' : ', ')}
          {isWeb(url) ? <a href={url} target="_blank" rel="noopener noreferrer">{title || name}</a> : title || name}
          {licence !== '' && <> (<Licence licence={licence} />)</>}
        </span>
      ))}
    </p>
  )
}

export function Licence({ licence }: { licence: string }) {
  const address = licenceAddress(licence)
  if (address === null) return licence
  return <a href={address} target="_blank" rel="noopener noreferrer">{licence.replace(/^https?:\/\//i, '')}</a>
}
