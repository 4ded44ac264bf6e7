import { useEffect, useRef, useState } from 'react'
import { ApiError } from '../home/api'
import { same } from './recipe'
import { preview } from './server'
import type { Recipe } from './types'

export interface Preview {
  /** Where the picture is; null before the first. */
  url: string | null
  error: ApiError | null
  /** A newer one is on its way. */
  busy: boolean
}

/** What a photo would look like. One is asked for at a time, then the latest: a slider asks faster than any server answers. */
export function usePreview(id: string, recipe: Recipe | null, side: number): Preview {
  const [state, setState] = useState<Preview>({ url: null, error: null, busy: true })
  const wanted = useRef({ recipe: recipe ?? {}, side })
  const working = useRef(false)
  const over = useRef(false)
  const shown = useRef<string | null>(null)
  useEffect(() => {
    over.current = false
    return () => {
      over.current = true
      if (shown.current !== null) URL.revokeObjectURL(shown.current)
      shown.current = null
    }
  }, [])
  useEffect(() => {
    if (recipe === null || side === 0) return
    wanted.current = { recipe, side }
    if (working.current) return
    working.current = true
    setState((before) => ({ ...before, busy: true }))
    void (async () => {
      for (;;) {
        const asked = wanted.current
        const next = await preview(id, asked.recipe, asked.side).catch((error: unknown) => {
          if (error instanceof ApiError) return error
          throw error
        })
        const last = wanted.current.side === asked.side && same(wanted.current.recipe, asked.recipe)
        if (over.current) break
        if (next instanceof ApiError) {
          setState((before) => ({ ...before, error: next, busy: !last }))
        } else {
          const before = shown.current
          shown.current = URL.createObjectURL(next)
          setState({ url: shown.current, error: null, busy: !last })
          // The picture before it is on the screen until the new one is unpacked.
          if (before !== null) window.setTimeout(() => URL.revokeObjectURL(before), 2_000)
        }
        if (last) break
      }
      working.current = false
    })()
  }, [id, recipe, side])
  return state
}
