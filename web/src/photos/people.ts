import { api } from '../home/api'

/** Who is on photos, by consent. Everything raises `ApiError`. */

export interface Face {
  photo: string
  face: number
  /** Left, top, width and height, as shares of the photo's. */
  area: [number, number, number, number]
}

export interface Somebody {
  /** Empty for somebody without a name. */
  id: string
  name: string
  count: number
  photos: string[]
  cover: Face | null
}

export interface Everybody {
  possible: boolean
  on: boolean
  people: Somebody[]
}

const AT = '/api/photos/people'

export const loadPeople = () => api<Everybody>('GET', AT)
export const allowPeople = (on: boolean) => api('PUT', AT, { on })
export const callFace = ({ photo, face }: Face, name: string) => api('POST', AT, { photo, face, name })
export const renamePerson = (id: string, name: string) => api('PATCH', `${AT}/${encodeURIComponent(id)}`, { name })
export const forgetPerson = (id: string) => api('DELETE', `${AT}/${encodeURIComponent(id)}`)
