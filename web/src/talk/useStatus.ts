import { useEffect, useState } from 'react'

/** What this Parley can do, as /api/status tells it. */
export interface Status {
  version: string
  hears: Record<string, string[]>
  speaks: Record<string, string[]>
  wake_words: string[]
}

export type Entry = { at: 'door' } | { at: 'locked' } | { at: 'inside'; status: Status | null }

/** Whether this browser is let in. A server that does not answer is let the connection's business. */
export function useEntry(): { entry: Entry; lock: () => void; retry: () => void; leave: () => void } {
  const [entry, setEntry] = useState<Entry>({ at: 'door' })
  const [tries, setTries] = useState(0)
  useEffect(() => {
    let stale = false
    void enter().then((next) => {
      if (!stale) setEntry(next)
    })
    return () => {
      stale = true
    }
  }, [tries])
  const lock = () => setEntry({ at: 'locked' })
  return {
    entry, lock,
    retry: () => setTries((n) => n + 1),
    leave: () => void signOut().then((out) => out && lock()),
  }
}

/** Ends this browser's session; false when the server could not be reached, so that nobody wrongly feels safe. */
async function signOut(): Promise<boolean> {
  try {
    return (await fetch('/api/session', { method: 'DELETE' })).ok
  } catch (error) {
    if (error instanceof TypeError) return false // no network
    throw error
  }
}

async function enter(): Promise<Entry> {
  try {
    const response = await fetch('/api/status')
    if (response.status === 401) return { at: 'locked' }
    return { at: 'inside', status: response.ok ? ((await response.json()) as Status) : null }
  } catch (error) {
    if (error instanceof TypeError) return { at: 'inside', status: null } // no network
    throw error
  }
}
