/** What the graph's API gives, as docs/home-api.md describes it. */

export interface Value {
  kind?: 'thing' | 'number' | 'day' | 'text'
  /** A text, a thing's label; a number or a day as the graph has it: `8848`, `1879-03-14`. */
  text: string
  /** Of a thing. */
  id?: string | null
  /** CLDR's name of a number's unit, such as `meter`. */
  unit?: string
  language?: string
  /** Names of the sources that say so. */
  source?: string | null
  sources?: string[]
}

export interface Fact { relation: string; name: string; values: Value[] }

export interface Neighbour {
  id: string
  label: string
  relation: string
  /** The relation's name in the page's language. */
  name: string
  /** Whether the fact is about the thing in the middle, rather than about this one. */
  out: boolean
}

export interface Source {
  name: string
  title: string
  /** As SPDX calls it, or the address of its text. */
  licence: string
  url: string
  /** When it was taken in, an ISO date. */
  modified: string
  triples: number
}

export interface Card {
  id: string
  label: string
  description: string
  names: string[]
  kind: string
  /** A flag as an emoji, or an address. */
  image: string
  facts: Fact[]
  neighbours: Neighbour[]
  sources: Source[]
}

export interface Entity { id: string; label: string; description: string; confidence: number }

/** What a conversation was last about, handed back with the next question. */
export type Thread = Record<string, unknown>

export interface Answer {
  kind: 'answered' | 'unknown' | 'not_a_question'
  text: string
  language?: string
  values: Value[]
  sources: Source[]
  confidence: number
  subject: Entity | null
  relation?: string
  thread: Thread
}
