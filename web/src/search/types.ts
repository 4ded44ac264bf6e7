/** What the search API gives, as docs/home-api.md describes it. */

/** A piece of a text, and whether it is what was looked for. */
export interface Piece { text: string; hit: boolean }

export interface Hit {
  id: string
  /** Of what kind it is, such as `notes` or `web`. */
  kind: string
  title: string
  snippet: Piece[]
  /** Of a page on the web; empty for what is the person's own. */
  url: string
  site: string
  /** POSIX seconds; 0 where nobody knows. */
  at: number
  language: string
  /** The page that shows it, such as `notes/ID`; empty for what has an address. */
  open: string
}

export interface Results {
  hits: Hit[]
  total: number
  more: boolean
  /** What was probably meant. */
  spelling: string | null
  related: string[]
  seconds: number
}

export interface Suggestion { text: string; kind: string }

/** A web site that is read so that it can be found. */
export interface Site {
  id: string
  url: string
  for: 'me' | 'house'
  /** How many links away from its first page. */
  depth: number
  /** How many of its pages at most. */
  pages: number
  /** How often it is looked at again; 0 for once. */
  every_hours: number
  state: 'waiting' | 'going' | 'done' | 'failed'
  /** Pages that were looked at, and those that can be found. */
  seen: number
  kept: number
  /** When it was last read; POSIX seconds, 0 for never. */
  at: number
  /** Why it failed. */
  code: string
}

/** A folder of the server, which its settings name. */
export interface Folder {
  id: string
  path: string
  for: 'me' | 'house'
  state: Site['state']
  seen: number
  kept: number
  at: number
  code: string
}

/** Whether the page of a bookmark can be found by what it says. */
export interface Marked { id: string; state: Site['state']; kept: number; code: string }

export interface Sites { sites: Site[]; folders: Folder[] }

/** What a new site needs. */
export type Wanted = Pick<Site, 'url' | 'for' | 'depth' | 'pages' | 'every_hours'>
