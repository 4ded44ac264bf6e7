import { useCallback, useEffect, useRef, useState } from 'react'
import type { ApiError } from '../home/api'
import { useLoaded } from '../parts/asking'
import { changePhoto, deletePhotos, loadCells, type Version } from './server'
import { marked, type Shelf, shelfOf, without } from './shelf'

export interface Photos {
  /** Null before they are known. */
  shelf: Shelf | null
  error: ApiError | null
  versions: ReadonlyMap<string, Version>
  again: () => void
  /** Shown at once, and taken back by what the server has when it refuses. Raises `ApiError`. */
  mark: (ids: readonly string[], favourite: boolean) => Promise<void>
  remove: (ids: readonly string[]) => Promise<void>
  /** It looks different now. */
  edited: (id: string, version: Version) => void
}

/** The photos of whoever is signed in, as the grid shows them. */
export function usePhotos(): Photos {
  const { value, error, again } = useLoaded(loadCells)
  const [shelf, setShelf] = useState<Shelf | null>(null)
  const [versions, setVersions] = useState<ReadonlyMap<string, Version>>(new Map())
  const known = useRef<string | null>(null)
  useEffect(() => {
    // What has not changed is not laid out anew.
    if (value === null || value.version === known.current) return
    known.current = value.version
    setShelf(shelfOf(value))
    setVersions(new Map(Object.entries(value.versions)))
  }, [value])
  const change = useCallback(async (next: (before: Shelf) => Shelf, work: () => Promise<unknown>) => {
    setShelf((before) => before && next(before))
    // Whatever comes of it, the server's is the truth.
    known.current = null
    try {
      await work()
    } finally {
      again()
    }
  }, [again])
  return {
    shelf,
    error,
    versions,
    again,
    mark: useCallback((ids, favourite) => change(
      (before) => marked(before, ids, favourite),
      async () => {
        for (const id of ids) await changePhoto(id, { favourite })
      },
    ), [change]),
    remove: useCallback((ids) => change((before) => without(before, new Set(ids)), () => inParts(ids)), [change]),
    edited: useCallback((id, version) => {
      setVersions((before) => new Map(before).set(id, version))
      known.current = null // it may have another shape now
      again()
    }, [again]),
  }
}

const AT_ONCE = 500

async function inParts(ids: readonly string[]): Promise<void> {
  for (let from = 0; from < ids.length; from += AT_ONCE) await deletePhotos(ids.slice(from, from + AT_ONCE))
}
