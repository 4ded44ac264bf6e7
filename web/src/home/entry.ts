import { useCallback, useEffect, useRef, useState } from 'react'
import { Sync } from '../sync'
import { readStored, writeStored } from '../talk/stored'
import { forgetTyping } from '../keyboard/kept'
import { api, ApiError, type Me } from './api'

/** What this Parley can do, as /api/status tells it. */
export interface Status {
  version: string
  hears: Record<string, string[]>
  speaks: Record<string, string[]>
  wake_words: string[]
}

export type Entry =
  | { at: 'door' }
  /** Nobody answers, and nobody was signed in here before. */
  | { at: 'unreachable' }
  | { at: 'locked' }
  | { at: 'inside'; me: Me; status: Status | null }

export interface Entrance {
  entry: Entry
  /** Ask the server again who this is. */
  again: () => void
  /** Somebody signed in. */
  enter: (me: Me) => void
  /** Whoever was signed in is not any more, and nothing of theirs stays here. */
  leave: () => void
  /** The server says that nobody is signed in. */
  lock: () => void
}

const ME = 'me'

/** Whether this browser is let in, and who it is. A server that does not answer is the connection's business. */
export function useEntry(): Entrance {
  const [entry, setEntry] = useState<Entry>({ at: 'door' })
  // What takes its time must not undo what happened meanwhile.
  const steps = useRef(0)
  const step = useCallback((find: () => Promise<Entry>) => {
    const mine = ++steps.current
    void find().then((next) => {
      if (mine === steps.current) setEntry(next)
    })
  }, [])
  useEffect(() => step(look), [step])
  return {
    entry,
    again: useCallback(() => step(look), [step]),
    enter: useCallback((me: Me) => step(() => inside(me)), [step]),
    lock: useCallback(() => step(async () => {
      await ended()
      return { at: 'locked' }
    }), [step]),
    leave: useCallback(() => step(async () => {
      forgetMe()
      return { at: 'locked' }
    }), [step]),
  }
}

async function look(): Promise<Entry> {
  try {
    return await inside(await api<Me>('GET', '/api/me'))
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    if (error.status === 401) {
      await ended()
      return { at: 'locked' }
    }
    const known = knownMe()
    return known === null ? { at: 'unreachable' } : { at: 'inside', me: known, status: null }
  }
}

async function inside(me: Me): Promise<Entry> {
  const before = knownMe()
  if (before !== null && before.account !== me.account) await Sync.forget(before.account)
  writeStored(ME, JSON.stringify(me))
  const status = await api<Status>('GET', '/api/status').catch(() => null)
  return { at: 'inside', me, status }
}

/** The session is over. What the server has goes from here; edits that it lacks wait for the same person. */
async function ended(): Promise<void> {
  const before = knownMe()
  if (before !== null && !(await Sync.waits(before.account))) {
    await Sync.forget(before.account)
    forgetMe()
  }
}

function knownMe(): Me | null {
  const kept = readStored(ME)
  return kept === null || kept === '' ? null : (JSON.parse(kept) as Me)
}

function forgetMe(): void {
  void forgetTyping()
  writeStored(ME, '')
}
