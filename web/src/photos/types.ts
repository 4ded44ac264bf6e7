/** What the photo API gives, as docs/photos/api.md describes it. */

/** A step of an edit: an operation by its name, and its values. */
export type Step = { do: string } & Record<string, number | string | boolean>

/** Everything that is done to a photo, in this order; the original is kept. Empty for nothing. */
export interface Recipe { steps?: Step[] }

export interface Named { zh: string; en: string }

export interface Photo {
  id: string
  file: string
  name: string
  /** POSIX seconds. */
  taken: number
  /** Minutes that the clock on the wall was ahead of UTC. */
  offset: number
  latitude: number | null
  longitude: number | null
  width: number
  height: number
  recipe: Recipe
  favourite: boolean
  caption: string
  hidden: boolean
  /** Another one with every edit: a part of the addresses of its pictures. Empty for none. */
  edit: string
}

/** What the camera says. */
export interface Shot {
  camera?: string
  lens?: string
  /** Seconds. */
  exposure?: number
  aperture?: number
  iso?: number
  /** Millimetres. */
  focal?: number
}

export interface Code { text: string; format: string }

/** What was found in it. */
export interface Facts {
  text: string
  objects: Named[]
  people: number
  place: Named | null
  codes: Code[]
}

/** `state`: whether somebody looked at it. */
export interface Whole { photo: Photo; state: 'waiting' | 'done' | 'failed'; facts: Facts; shot: Shot }

/** Every photo, newest first, as columns. */
export interface Cells {
  version: string
  ids: string[]
  taken: number[]
  offsets: number[]
  /** Width by height, as it is shown. */
  ratios: number[]
  /** Which of them are favourites: their indices. */
  favourites: number[]
  /** Of those that were edited: what makes the addresses of their pictures new. */
  versions: Record<string, string>
}

/** How the words of a search were taken. */
export interface Understood {
  /** What must be written on a photo, in its caption or its name. */
  words: string[]
  things: Named[]
  places: string[]
  /** At least so many; 0 where nobody asked. */
  people: number
  favourites: boolean
  /** Days, `2026-11-22`. */
  from: string | null
  to: string | null
}

/** `partly`: no photo has all of it. */
export interface Found { ids: string[]; understood: Understood; partly: boolean }

export interface Album { name: Named; count: number; cover: string }
export interface DayAlbum { day: string; count: number; cover: string }
export interface Albums { days: DayAlbum[]; places: Album[]; things: Album[]; own: Album[] }

export interface Burst {
  ids: string[]
  best: string
  /** Codes for each of them, in the same order: what speaks for the best, and against the others. */
  reasons: string[][]
  /** The same in words. */
  words: Named[][]
}

export interface Indexing { waiting: number; done: number; failed: number; running: boolean; per_second: number }

/** One number of an operation, and between what it may be. */
export interface SliderOf { field: string; least: number; most: number; default: number; step: number; names: Named }

export interface Operation {
  do: string
  group: 'light' | 'colour' | 'detail' | 'shape'
  names: Named
  explains: Named
  sliders: SliderOf[]
}

/** Why something is proposed: a code and how much of it, and that in words. */
export interface Why extends Named { code: string; amount: number }

export interface Proposal { recipe: Recipe; reasons: Why[] }

/** Fractions of the picture, from its top left. */
export type Point = readonly [x: number, y: number]
