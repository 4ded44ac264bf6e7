import { dayName, localeOf } from '../home/when'
import { loadSources } from '../knowledge/server'
import { useLoaded } from '../parts/asking'
import { Empty, Page, Shown } from '../parts/Page'
import { isWeb } from '../search/kinds'
import { fill, useWords } from '../words'
import { Licence } from './KnowledgeAnswer'

/** Where the graph is from, with the terms of each source. */
export function KnowledgeSources() {
  const { ui, words } = useWords()
  const loaded = useLoaded(loadSources)
  const number = new Intl.NumberFormat(localeOf(ui))
  return (
    <Page title={words.sourcesTitle} back="knowledge">
      <p className="lead">{words.sourcesText}</p>
      <Shown of={loaded}>
        {(sources) => (sources.length === 0
          ? <Empty icon="book" title={words.sourcesNone}>{words.sourcesNoneHint}</Empty>
          : (
            <ul className="card rows sources">
              {sources.map(({ name, title, licence, url, modified, triples }) => (
                <li key={name} className="row">
                  <span className="row-words">
                    <span className="row-name">{isWeb(url) ? <a href={url} target="_blank" rel="noopener noreferrer">{title || name}</a> : title || name}</span>
                    {licence !== '' && <span className="row-note">{words.sourceLicence}{ui === 'zh' ? '：' : ': '}<Licence licence={licence} /></span>}
                    <span className="row-note">
                      {[
                        fill(words.sourceTriples, { count: number.format(triples) }),
                        ...(Number.isNaN(Date.parse(modified)) ? [] : [fill(words.sourceModified, { when: dayName(Date.parse(modified) / 1000, ui) })]),
                      ].join(' · ')}
                    </span>
                  </span>
                </li>
              ))}
            </ul>
          ))}
      </Shown>
    </Page>
  )
}
