import { api } from '../home/api'
import type { Ui } from '../words'
import type { Answer, Card, Entity, Source, Thread } from './types'

/** The API of the graph. Everything raises `ApiError`. */

export const loadCard = (id: string, language: Ui) =>
  api<Card>('GET', `/api/knowledge/entities/${encodeURIComponent(id)}?${new URLSearchParams({ language })}`)

export const find = async (words: string, language: Ui, most: number) =>
  (await api<{ entities: Entity[] }>('GET', `/api/knowledge/find?${new URLSearchParams({ q: words, language, most: String(most) })}`)).entities

export const ask = (text: string, language: Ui, thread: Thread) =>
  api<Answer>('POST', '/api/knowledge/ask', { text, language, thread })

export const loadSources = async () => (await api<{ sources: Source[] }>('GET', '/api/knowledge/sources')).sources
