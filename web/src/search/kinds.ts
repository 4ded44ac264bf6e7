import type { IconName } from '../components/Icon'
import type { Words } from '../words'
import type { Hit } from './types'

export interface Kind {
  /** As the server calls it. */
  kind: string
  /** As the search itself calls one of it. */
  one: string
  icon: IconName
  word: keyof Words
}

/** What can be found, in the order in which one may choose. */
export const KINDS: readonly Kind[] = [
  { kind: 'notes', one: 'note', icon: 'note', word: 'kindNotes' },
  { kind: 'lists', one: 'list', icon: 'list', word: 'kindLists' },
  { kind: 'reminders', one: 'reminder', icon: 'alarm', word: 'kindReminders' },
  { kind: 'events', one: 'event', icon: 'calendar', word: 'kindEvents' },
  { kind: 'photos', one: 'photo', icon: 'photo', word: 'kindPhotos' },
  { kind: 'files', one: 'file', icon: 'file', word: 'kindFiles' },
  { kind: 'bookmarks', one: 'bookmark', icon: 'bookmark', word: 'kindBookmarks' },
  { kind: 'web', one: 'page', icon: 'globe', word: 'kindWeb' },
  { kind: 'feeds', one: 'feed', icon: 'feed', word: 'kindFeeds' },
  { kind: 'contacts', one: 'contact', icon: 'person', word: 'kindContacts' },
  { kind: 'memories', one: 'memory', icon: 'sparkle', word: 'kindMemories' },
  { kind: 'facts', one: 'fact', icon: 'info', word: 'kindFacts' },
  { kind: 'history', one: 'history', icon: 'history', word: 'kindHistory' },
  { kind: 'routines', one: 'routine', icon: 'again', word: 'kindRoutines' },
]

const OTHER: Kind = { kind: '', one: '', icon: 'file', word: 'kindOther' }

/** Of a kind by either of its names. */
export function kindOf(kind: string): Kind {
  return KINDS.find((each) => each.kind === kind || each.one === kind) ?? { ...OTHER, kind }
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
  if (kindOf(kind).kind === 'bookmarks' && isWeb(url)) return { href: url, away: true }
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
