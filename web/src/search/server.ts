import { api } from '../home/api'
import { type Address, queryOf } from './address'
import type { Marked, Results, Sites, Suggestion, Wanted } from './types'

/** The search API. Everything raises `ApiError`. */

/** How many hits come at once. */
export const AT_ONCE = 30
const SUGGESTED = 8

export const search = (address: Address, offset = 0) =>
  api<Results>('GET', `/api/search?${queryOf(address, { offset: String(offset), most: String(AT_ONCE) })}`)

export const suggest = async (text: string) =>
  (await api<{ suggestions: Suggestion[] }>('GET', `/api/search/suggest?${new URLSearchParams({ q: text, most: String(SUGGESTED) })}`)).suggestions

const at = (id: string) => `/api/search/sites/${encodeURIComponent(id)}`

export const loadSites = () => api<Sites>('GET', '/api/search/sites')
export const loadMarked = async () => (await api<{ bookmarks: Marked[] }>('GET', '/api/search/bookmarks')).bookmarks
export const addSite = (wanted: Wanted) => api<unknown>('POST', '/api/search/sites', wanted)
export const removeSite = (id: string) => api<unknown>('DELETE', at(id))
export const readAgain = (id: string) => api<unknown>('POST', `${at(id)}/again`)
