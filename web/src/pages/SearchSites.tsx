import { useEffect, useState } from 'react'
import { Icon } from '../components/Icon'
import type { Me } from '../home/api'
import { ago } from '../home/when'
import { useAsking, useLoaded } from '../parts/asking'
import { Page, Problem, Shown } from '../parts/Page'
import { Sheet } from '../parts/Sheet'
import { useToast } from '../parts/Toasts'
import { nameOf } from '../search/naming'
import { loadSites, readAgain, removeSite } from '../search/server'
import type { Folder, Site, Sites } from '../search/types'
import { whyWords } from '../search/why'
import { fill, type Ui, useWords, type Words } from '../words'
import { SearchBookmarks } from './SearchBookmarks'
import { SearchSiteSheet } from './SearchSiteSheet'

const BUSY_MS = 2_000
const IDLE_MS = 20_000

/** What is read so that it can be found: sites, folders, bookmarks. */
export function SearchSites({ me, ready }: { me: Me; ready: boolean }) {
  const { words } = useWords()
  const loaded = useLoaded(loadSites)
  const [adding, setAdding] = useState(false)
  useKept(loaded.value, loaded.again)
  return (
    <Page
      title={words.sitesTitle} back="search"
      actions={<button type="button" className="button" onClick={() => setAdding(true)}><Icon name="plus" />{words.newSite}</button>}
    >
      <p className="lead">{words.sitesText}</p>
      <Shown of={loaded}>
        {({ sites, folders }) => (
          <>
            <section>
              <h3 className="day">{words.sites}</h3>
              {sites.length === 0
                ? <p className="card padded hint">{words.sitesNoneHint}</p>
                : <ul className="card rows">{sites.map((site) => <SiteRow key={site.id} site={site} onChanged={loaded.again} />)}</ul>}
            </section>
            <section>
              <h3 className="day">{words.folders}</h3>
              {folders.length === 0
                ? <p className="card padded hint">{words.foldersNone}</p>
                : <ul className="card rows">{folders.map((folder) => <FolderRow key={folder.id} folder={folder} />)}</ul>}
            </section>
          </>
        )}
      </Shown>
      {ready && <SearchBookmarks />}
      {adding && (
        <SearchSiteSheet
          me={me} onClose={() => setAdding(false)}
          onAdded={() => {
            setAdding(false)
            loaded.again()
          }}
        />
      )}
    </Page>
  )
}

/** Looks again while something is being read, seldom otherwise. */
function useKept(sites: Sites | null, again: () => void): void {
  const busy = sites !== null && [...sites.sites, ...sites.folders].some(({ state }) => state === 'going' || state === 'waiting')
  useEffect(() => {
    const timer = window.setInterval(() => document.visibilityState === 'visible' && again(), busy ? BUSY_MS : IDLE_MS)
    return () => window.clearInterval(timer)
  }, [busy, again])
}

function SiteRow({ site, onChanged }: { site: Site; onChanged: () => void }) {
  const { ui, words } = useWords()
  const asking = useAsking()
  const toast = useToast()
  const [sure, setSure] = useState(false)
  const name = nameOf(site.url)
  const does = async (work: () => Promise<unknown>, said: string) => {
    if (!(await asking.run(work))) return
    toast(said)
    setSure(false)
    onChanged()
  }
  const going = site.state === 'going'
  return (
    <li className="row site" data-state={site.state}>
      <span className="row-icon"><Icon name="globe" /></span>
      <span className="row-words">
        <span className="row-name">{name}</span>
        <span className="chip">{site.for === 'house' ? words.siteForHouse : words.siteForMe}</span>
        <span className={site.state === 'failed' ? 'row-note warm' : 'row-note'}>
          {going && <span className="pulse" aria-hidden="true" />}{stateWords(site, words.stateGoing, words.stateDone, ui, words)}
        </span>
        {going && <progress max={Math.max(site.pages, 1)} value={Math.min(site.seen, site.pages)} aria-label={fill(words.siteProgress, { name })} />}
        <Problem error={sure ? null : asking.error} />
      </span>
      <button
        type="button" className="quiet-button icon-only" aria-label={fill(words.siteAgain, { name })} disabled={asking.busy || going || site.state === 'waiting'}
        onClick={() => void does(() => readAgain(site.id), words.siteAgainSoon)}
      >
        <Icon name="again" />
      </button>
      <button type="button" className="quiet-button icon-only" aria-label={fill(words.removeNamed, { name })} onClick={() => setSure(true)}><Icon name="trash" /></button>
      {sure && (
        <Sheet title={fill(words.removeNamed, { name })} onClose={() => setSure(false)}>
          <div className="form">
            <p>{words.siteRemoveSure}</p>
            <Problem error={asking.error} />
            <button type="button" className="button danger wide" disabled={asking.busy} onClick={() => void does(() => removeSite(site.id), words.siteRemoved)}>
              {words.remove}
            </button>
          </div>
        </Sheet>
      )}
    </li>
  )
}

function FolderRow({ folder }: { folder: Folder }) {
  const { ui, words } = useWords()
  return (
    <li className="row site" data-state={folder.state}>
      <span className="row-icon"><Icon name="folder" /></span>
      <span className="row-words">
        <span className="row-name">{folder.path}</span>
        <span className={folder.state === 'failed' ? 'row-note warm' : 'row-note'}>
          {folder.state === 'going' && <span className="pulse" aria-hidden="true" />}
          {stateWords(folder, words.folderGoing, words.folderDone, ui, words)}
        </span>
      </span>
    </li>
  )
}

function stateWords({ state, seen, kept, at, code }: Pick<Site, 'state' | 'seen' | 'kept' | 'at' | 'code'>, going: string, done: string, ui: Ui, words: Words): string {
  const counts = { seen: String(seen), kept: String(kept) }
  if (state === 'going') return fill(going, counts)
  if (state === 'waiting') return words.stateWaiting
  if (state === 'done') return fill(done, { ...counts, when: ago(at, ui) })
  return whyWords(code, words)
}
