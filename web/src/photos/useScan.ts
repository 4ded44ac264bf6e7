import { useCallback, useEffect, useRef, useState } from 'react'
import { ApiError } from '../home/api'
import { findCorners } from './server'
import type { Point } from './types'

export interface ScanPage {
  photo: string
  /** The corners of the page, the first one top left, then clockwise. */
  corners: readonly Point[]
  state: 'looking' | 'found' | 'missing' | 'moved'
}

export const WHOLE_PAGE: readonly Point[] = [[0, 0], [1, 0], [1, 1], [0, 1]]
/** Where corners are to be taken hold of when none were seen. */
const INSIDE: readonly Point[] = [[0.08, 0.08], [0.92, 0.08], [0.92, 0.92], [0.08, 0.92]]

export interface Scan {
  pages: readonly ScanPage[]
  add: (photos: readonly string[]) => void
  move: (photo: string, corners: readonly Point[]) => void
  find: (photo: string) => void
  remove: (photo: string) => void
  /** One place nearer to the first. */
  earlier: (photo: string) => void
  clear: () => void
}

/** The pages of a document, each a photo with its corners, which are looked for one photo after the other. */
export function useScan(first: readonly string[]): Scan {
  const [pages, setPages] = useState<readonly ScanPage[]>([])
  const queue = useRef<Promise<void>>(Promise.resolve())
  const find = useCallback((photo: string) => {
    const change = (next: Partial<ScanPage>) => setPages((before) => before.map((each) => (each.photo === photo ? { ...each, ...next } : each)))
    change({ state: 'looking' })
    queue.current = queue.current.then(async () => {
      const found = await findCorners(photo).catch((error: unknown) => {
        if (error instanceof ApiError) return null // they are moved by hand
        throw error
      })
      change(found === null ? { state: 'missing', corners: INSIDE } : { state: 'found', corners: found })
    })
  }, [])
  const add = useCallback((photos: readonly string[]) => {
    setPages((before) => {
      const known = new Set(before.map(({ photo }) => photo))
      const added = photos.filter((photo) => !known.has(photo))
      return [...before, ...added.map((photo): ScanPage => ({ photo, corners: INSIDE, state: 'looking' }))]
    })
    for (const photo of photos) find(photo)
  }, [find])
  const begun = useRef(false)
  useEffect(() => {
    if (begun.current) return
    begun.current = true
    if (first.length > 0) add(first)
  }, [add, first])
  return {
    pages,
    add,
    find,
    move: (photo, corners) => setPages((before) => before.map((each) => (each.photo === photo ? { ...each, corners, state: 'moved' } : each))),
    remove: (photo) => setPages((before) => before.filter((each) => each.photo !== photo)),
    earlier: (photo) => setPages((before) => {
      const at = before.findIndex((each) => each.photo === photo)
      const [one, other] = [before[at - 1], before[at]]
      return one === undefined || other === undefined ? before : [...before.slice(0, at - 1), other, one, ...before.slice(at + 1)]
    }),
    clear: () => setPages([]),
  }
}
