import { api, ApiError } from '../home/api'
import type { Language } from './types'

/** The keyboard's HTTP API. Everything raises `ApiError`. */

export interface LearnedWord {
  text: string
  language: string
  reading: string
  weight: number
  /** POSIX seconds of the last time, or 0. */
  used: number
}

export interface Learned { words: LearnedWord[]; pairs: number; corrections: number }

/** What learning takes, as the server's `Typed`. */
export interface Typed {
  words: string[]
  language: string
  before: string[]
  reading: string
  replaced: string
  insisted: boolean
}

export interface PackLabel { language: string; name: string; licence: string; sources: { name: string; licence: string; url: string }[] }

export const FORMATS = ['text', 'rime', 'gboard', 'hunspell', 'parley'] as const
export type Format = (typeof FORMATS)[number]
/** A dictionary of another keyboard that is larger is none. */
export const LARGEST_IMPORT = 20 * 1024 * 1024

export const loadWords = async (language: Language): Promise<Learned> => {
  const { words, pairs, corrections } = await api<{ words: LearnedWord[]; pairs?: unknown; corrections?: unknown }>(
    'GET', `/api/keyboard/words?${new URLSearchParams({ language })}`)
  return { words, pairs: countOf(pairs), corrections: countOf(corrections) }
}

/** How many: told as a number, or as the things themselves. */
function countOf(said: unknown): number {
  return typeof said === 'number' ? said : Array.isArray(said) ? said.length : 0
}

export const forgetWord = ({ text, language }: LearnedWord) =>
  api<unknown>('DELETE', `/api/keyboard/words/${encodeURIComponent(text)}?${new URLSearchParams({ language })}`)
export const forgetAll = () => api<unknown>('DELETE', '/api/keyboard/words')
export const loadPacks = async () => (await api<{ packs: PackLabel[] }>('GET', '/api/keyboard/packs')).packs
export const learnAll = (typed: readonly Typed[]) => api<unknown>('POST', '/api/keyboard/learned', { events: typed })
export const EXPORT = '/api/keyboard/export'

/** A user dictionary of another keyboard. */
export async function takeIn(format: Format, language: Language, file: Blob): Promise<{ taken: number; skipped: number }> {
  return bytesOf(await answered(fetch(`/api/keyboard/import?${new URLSearchParams({ format, language })}`, {
    method: 'POST', headers: { 'Content-Type': 'application/octet-stream' }, body: file,
  })), (response) => response.json() as Promise<{ taken: number; skipped: number }>)
}

/** The small pack for a browser that is on its own. */
export async function loadOffline(language: Language): Promise<ArrayBuffer> {
  return bytesOf(await answered(fetch(`/api/keyboard/offline/${language}`)), (response) => response.arrayBuffer())
}

async function answered(asking: Promise<Response>): Promise<Response> {
  try {
    return await asking
  } catch (error) {
    throw new ApiError(0, 'away', error instanceof Error ? error.message : '')
  }
}

async function bytesOf<T>(response: Response, read: (response: Response) => Promise<T>): Promise<T> {
  if (response.ok) return read(response)
  const said = (await response.json().catch(() => ({}))) as { code?: string; message?: string }
  throw new ApiError(response.status, said.code ?? 'failed', said.message ?? '')
}
