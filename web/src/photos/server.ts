import { api, ApiError } from '../home/api'
import type {
  Albums, Burst, Cells, Found, Indexing, Operation, Photo, Point, Proposal, Recipe, Whole,
} from './types'

/** The photo API. Everything raises `ApiError`. */

/** Milliseconds: fifty pages are read one after the other. */
const SLOW_MS = 600_000

const at = (id: string, what = '') => `/api/photos/${encodeURIComponent(id)}${what}`

/** What makes an address new when a photo looks different. */
export type Version = string | number

export const tileOf = (id: string, version: Version = 0) => at(id, `/tile?v=${version}`)

/** `side`: pixels of the longer side at most. */
export const viewOf = (id: string, side: number, version: Version = 0, edited = true) =>
  at(id, `/view?side=${side}&edited=${edited ? 1 : 0}&v=${version}`)

export const copyOf = (id: string, place: boolean) => at(id, `/copy?place=${place ? 1 : 0}`)

export const loadCells = () => api<Cells>('GET', '/api/photos/cells')
export const loadWhole = (id: string) => api<Whole>('GET', at(id))
export const loadIndexing = () => api<Indexing>('GET', '/api/photos/indexing')
export const loadAlbums = () => api<Albums>('GET', '/api/photos/albums')
export const loadDuplicates = async () => (await api<{ groups: string[][] }>('GET', '/api/photos/duplicates')).groups
export const loadBursts = async () => (await api<{ groups: Burst[] }>('GET', '/api/photos/bursts')).groups
export const bestOf = (ids: readonly string[]) => api<Burst>('POST', '/api/photos/best', { ids })
export const loadOperations = async () => (await api<{ operations: Operation[] }>('GET', '/api/photos/operations')).operations

export const keepPhoto = (file: string, name: string, modified: number) =>
  api<Photo>('POST', '/api/photos', { file, name, modified })
export const changePhoto = (id: string, change: Partial<Pick<Photo, 'favourite' | 'caption' | 'taken' | 'hidden'>>) =>
  api<Photo>('PATCH', at(id), change)
export const deletePhotos = (ids: readonly string[]) => api('POST', '/api/photos/delete', { ids })

export const search = (words: string) =>
  api<Found>('GET', `/api/photos/search?${new URLSearchParams({ q: words, most: '2000' })}`)
export const loadSuggestions = async (words: string, language: string) =>
  (await api<{ suggestions: string[] }>('GET', `/api/photos/suggestions?${new URLSearchParams({ q: words, language })}`)).suggestions

export const propose = (id: string) => api<Proposal>('POST', at(id, '/proposal'))
export const keepRecipe = (id: string, recipe: Recipe) => api<Photo>('PUT', at(id, '/recipe'), { recipe })
export const preview = (id: string, recipe: Recipe, side: number) => picture(at(id, '/preview'), { recipe, side })

export const findCorners = async (id: string) =>
  (await api<{ polygon: Point[] | null }>('GET', at(id, '/corners'))).polygon
export const scan = (pages: readonly { photo: string; polygon: readonly Point[] | null }[], look: string, title: string) =>
  api<{ file: string }>('POST', '/api/photos/scan', { pages, look, title }, SLOW_MS)

const PICTURE_MS = 60_000

/** A picture that the server makes of what it is sent. */
async function picture(path: string, body: unknown): Promise<Blob> {
  let response: Response
  try {
    response = await fetch(path, {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body), signal: AbortSignal.timeout(PICTURE_MS),
    })
  } catch (error) {
    throw new ApiError(0, 'away', error instanceof Error ? error.message : '')
  }
  if (!response.ok) {
    const said = (await response.json().catch(() => ({}))) as { code?: string; message?: string }
    throw new ApiError(response.status, said.code ?? 'failed', said.message ?? '')
  }
  return response.blob()
}
