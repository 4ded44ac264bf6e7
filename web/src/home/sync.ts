import { createContext, useContext, useEffect, useState, useSyncExternalStore } from 'react'
import { type Doc, type Refused, Sync, type SyncState } from '../sync'

export const SyncContext = createContext<Sync | null>(null)

const NO_DOCS: readonly Doc[] = []
const NOT_YET: SyncState = { link: 'connecting', unsent: 0, whole: false }
const nothing = () => () => undefined

/** The records of whoever is signed in, kept in step while the page is open. */
export function useOpenSync(account: string, readable: boolean, onRefused: (refused: Refused) => void): Sync | null {
  const [sync, setSync] = useState<Sync | null>(null)
  useEffect(() => {
    if (!readable) return undefined
    let opened: Sync | null = null
    let over = false
    void Sync.open(account, { onRefused }).then((now) => {
      opened = now
      if (over) now.close()
      else setSync(now)
    })
    return () => {
      over = true
      opened?.close()
      setSync(null)
    }
  }, [account, readable, onRefused])
  return sync
}

/** Whoever is signed in; only inside pages that need them. */
export function useSync(): Sync {
  const sync = useContext(SyncContext)
  if (sync === null) throw new Error('this page needs records')
  return sync
}

export function useDocs(collection: string): readonly Doc[] {
  const sync = useContext(SyncContext)
  return useSyncExternalStore(sync?.subscribe ?? nothing, () => sync?.all(collection) ?? NO_DOCS)
}

export function useSyncState(): SyncState {
  const sync = useContext(SyncContext)
  return useSyncExternalStore(sync?.subscribe ?? nothing, () => sync?.state ?? NOT_YET)
}
