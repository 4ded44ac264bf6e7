import { api } from '../home/api'
import type { Ui } from '../words'
import type { Answer, Card, Entity, Source, Thread } from './types'

/** The API of the graph. Everything raises `ApiError`. */

/** Characters. */
const LONGEST_NAME = 200
const LONGEST_QUESTION = 500

const namedBy = (words: string, language: Ui, most: number) =>
  new URLSearchParams({ q: words.slice(0, LONGEST_NAME), language, most: String(most) })

/** The country that the browser is set to, which says what things are measured in; empty where it does not tell. */
function region(): string {
  const told = navigator.languages.map((tag) => new Intl.Locale(tag).region).find((each) => each !== undefined && /^[A-Z]{2}$/.test(each))
  return told ?? ''
}

export const loadCard = (id: string, language: Ui) =>
  api<Card>('GET', `/api/knowledge/entities/${encodeURIComponent(id)}?${new URLSearchParams({ language })}`)

export const find = async (words: string, language: Ui, most: number) =>
  (await api<{ entities: Entity[] }>('GET', `/api/knowledge/find?${namedBy(words, language, most)}`)).entities

/** Things whose names begin so. */
export const complete = async (words: string, language: Ui, most: number) =>
  (await api<{ entities: Entity[] }>('GET', `/api/knowledge/complete?${namedBy(words, language, most)}`)).entities

/** Answered in the language of the question, whatever that of the page. */
export const ask = (text: string, thread: Thread) =>
  api<Answer>('POST', '/api/knowledge/ask', { text: text.slice(0, LONGEST_QUESTION), language: '', thread, region: region() })

export const loadSources = async () => (await api<{ sources: Source[] }>('GET', '/api/knowledge/sources')).sources
