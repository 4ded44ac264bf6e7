import { Icon } from '../components/Icon'
import { type Me } from '../home/api'
import { hrefOf, type Route } from '../home/route'
import { Empty, Loading, Page, Problem } from '../parts/Page'
import { type Address, addressOf, goTo, hrefTo, isNarrowed } from '../search/address'
import { useSearch } from '../search/useSearch'
import { fill, useWords } from '../words'
import { localeOf } from '../home/when'
import { SearchBeside } from './SearchBeside'
import { SearchBox } from './SearchBox'
import { SearchFilters } from './SearchFilters'
import { SearchHits } from './SearchHits'
import { SearchSites } from './SearchSites'

/** Looking for anything: what is one's own, and the pages that are read for it. */
export function SearchPage({ route, me, ready }: { route: Route; me: Me; ready: boolean }) {
  if (route.id === 'sites') return <SearchSites me={me} ready={ready} />
  return <Finding address={addressOf(route.query)} />
}

function Finding({ address }: { address: Address }) {
  const { words } = useWords()
  const found = useSearch(address)
  const asked = address.q !== ''
  return (
    <Page
      title={words.navSearch}
      actions={(
        <>
          <a className="button plain" href={hrefOf('knowledge')}><Icon name="book" />{words.knowledge}</a>
          <a className="button plain" href={hrefOf('search', 'sites')}><Icon name="globe" />{words.sitesShort}</a>
        </>
      )}
    >
      <div className="search-page">
        <SearchBox q={address.q} onSearch={(q) => goTo({ ...address, q })} />
        {asked && <SearchFilters address={address} hits={found.results?.hits ?? []} onChange={(next) => goTo(next, true)} />}
        <Problem error={found.error} />
        {found.error !== null && <p className="centred"><button type="button" className="button plain" onClick={found.again}>{words.tryAgain}</button></p>}
        {!asked && <Empty icon="search" title={words.searchEmpty}>{words.searchEmptyHint}<br /><span className="hint">{words.searchTry}</span></Empty>}
        <div className="search-found" data-busy={found.busy ? '' : undefined}>
          <div className="search-hits">
            {asked && found.results === null && found.error === null && <Loading />}
            {asked && <Told address={address} found={found} />}
          </div>
          {asked && <SearchBeside q={address.q} />}
        </div>
      </div>
    </Page>
  )
}

function Told({ address, found: { results, busy, further } }: { address: Address; found: ReturnType<typeof useSearch> }) {
  const { ui, words } = useWords()
  const count = results === null ? '' : new Intl.NumberFormat(localeOf(ui)).format(results.total)
  return (
    <>
      <p className="search-count" role="status">{results !== null && results.total > 0 && fill(words.searchCount, { count })}</p>
      {results !== null && (
        <>
          {results.spelling !== null && results.spelling !== '' && (
            <p className="search-spelling">
              {words.searchDidYouMean} <a href={hrefTo({ ...address, q: results.spelling })}>{results.spelling}</a>{ui === 'zh' ? '？' : '?'}
            </p>
          )}
          {results.hits.length === 0
            ? (
              <Empty icon="search" title={fill(words.searchNothing, { q: address.q })}>
                {words.searchNothingHint}
                {isNarrowed(address) && <><br /><a href={hrefTo({ q: address.q })}>{words.searchWider}</a></>}
              </Empty>
            )
            : <SearchHits address={address} results={results} busy={busy} onFurther={further} />}
          {results.related.length > 0 && (
            <section className="search-related">
              <h3 className="day" id="related">{words.searchRelated}</h3>
              <ul className="chips" aria-labelledby="related">
                {results.related.map((each) => <li key={each}><a className="toggle" href={hrefTo({ q: each })}><Icon name="search" />{each}</a></li>)}
              </ul>
            </section>
          )}
        </>
      )}
    </>
  )
}
