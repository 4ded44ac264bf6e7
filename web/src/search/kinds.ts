import type { IconName } from '../components/Icon'
import type { Words } from '../words'
import type { Hit } from './types'

export interface Kind {
  /** As the server calls it. */
  kind: string
  icon: IconName
  word: keyof Words
}

/** What can be found, in the order in which one may choose. */
export const KINDS: readonly Kind[] = [
  { kind: 'notes', icon: 'note', word: 'kindNotes' },
  { kind: 'lists', icon: 'list', word: 'kindLists' },
  { kind: 'reminders', icon: 'alarm', word: 'kindReminders' },
  { kind: 'events', icon: 'calendar', word: 'kindEvents' },
  { kind: 'photos', icon: 'photo', word: 'kindPhotos' },
  { kind: 'files', icon: 'file', word: 'kindFiles' },
  { kind: 'bookmarks', icon: 'bookmark', word: 'kindBookmarks' },
  { kind: 'web', icon: 'globe', word: 'kindWeb' },
  { kind: 'feeds', icon: 'feed', word: 'kindFeeds' },
  { kind: 'contacts', icon: 'person', word: 'kindContacts' },
  { kind: 'memories', icon: 'sparkle', word: 'kindMemories' },
  { kind: 'facts', icon: 'info', word: 'kindFacts' },
  { kind: 'history', icon: 'history', word: 'kindHistory' },
  { kind: 'routines', icon: 'again', word: 'kindRoutines' },
]

const OTHER: Kind = { kind: '', icon: 'file', word: 'kindOther' }

export function kindOf(kind: string): Kind {
  return KINDS.find((each) => each.kind === kind) ?? { ...OTHER, kind }
}

/** Hits of one kind. */
export interface Group { kind: Kind; hits: Hit[] }

/** By kind: first the kind of the best hit. */
export function grouped(hits: readonly Hit[]): Group[] {
  const groups = new Map<string, Group>()
  for (const hit of hits) {
    const group = groups.get(hit.kind) ?? { kind: kindOf(hit.kind), hits: [] }
    groups.set(hit.kind, group)
    group.hits.push(hit)
  }
  return [...groups.values()]
}

/** Where a hit leads: a page of this app, an address that browsers may open, or nowhere. A bookmark leads to what it marks. */
export function leadsTo({ kind, open, url }: Pick<Hit, 'kind' | 'open' | 'url'>): { href: string; away: boolean } | null {
  if (kind === 'bookmarks' && isWeb(url)) return { href: url, away: true }
  if (open !== '') return { href: pageOf(open), away: false }
  return isWeb(url) ? { href: url, away: true } : null
}

function pageOf(open: string): string {
  const [page = '', ...rest] = open.split('/')
  const id = rest.join('/')
  if (page === 'photos' && id !== '') return `#/photos?${new URLSearchParams({ photo: id })}`
  return id === '' ? `#/${page}` : `#/${page}/${encodeURIComponent(id)}`
}

/** Only what is fetched from the web: an address could also be a script. */
export function isWeb(url: string): boolean {
  return /^https?:\/\//i.test(url) && URL.canParse(url)
}
