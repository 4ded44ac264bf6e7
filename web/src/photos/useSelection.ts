import { useCallback, useMemo, useState } from 'react'

export interface Selection {
  ids: ReadonlySet<string>
  /** Whether pressing a photo selects it. */
  active: boolean
  set: (ids: readonly string[], on: boolean) => void
  /** Select none; pressing still selects where `active` is wanted. */
  clear: (active?: boolean) => void
}

/** Photos that something is to be done with. */
export function useSelection(): Selection {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set())
  const [wanted, setWanted] = useState(false)
  const set = useCallback((chosen: readonly string[], on: boolean) => setIds((before) => {
    const next = new Set(before)
    for (const id of chosen) {
      if (on) next.add(id)
      else next.delete(id)
    }
    return next
  }), [])
  const clear = useCallback((active = false) => {
    setIds(new Set())
    setWanted(active)
  }, [])
  return useMemo(() => ({ ids, active: wanted || ids.size > 0, set, clear }), [ids, wanted, set, clear])
}
