import { useCallback, useEffect, useState } from 'react'
import { ApiError } from '../home/api'
import { type Address, hrefTo } from './address'
import { search } from './server'
import type { Results } from './types'

export interface Searched {
  /** What was found last; null before anything was. */
  results: Results | null
  /** Something else is being looked for. */
  busy: boolean
  error: ApiError | null
  /** The next ones, after those that are shown. */
  further: () => void
  again: () => void
}

/** What the address means to find. What was found before stays until the next is there. */
export function useSearch(address: Address): Searched {
  const [results, setResults] = useState<Results | null>(null)
  const [error, setError] = useState<ApiError | null>(null)
  const [busy, setBusy] = useState(false)
  const [count, setCount] = useState(0)
  const wanted = hrefTo(address)
  useEffect(() => {
    setError(null)
    if (address.q.trim() === '') {
      setResults(null)
      setBusy(false)
      return undefined
    }
    let stale = false
    setBusy(true)
    search(address).then(
      (found) => {
        if (stale) return
        setResults(found)
        setBusy(false)
      },
      (wrong: unknown) => {
        if (!(wrong instanceof ApiError)) throw wrong
        if (stale) return
        setResults(null)
        setError(wrong)
        setBusy(false)
      },
    )
    return () => {
      stale = true
    }
    // The address as a text says when it is another one.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [wanted, count])
  const further = useCallback(() => {
    if (results === null || busy) return
    setBusy(true)
    search(address, results.hits.length).then(
      (next) => setResults((before) => (before === results ? joined(before, next) : before)),
      (wrong: unknown) => {
        if (!(wrong instanceof ApiError)) throw wrong
        setError(wrong)
      },
    ).finally(() => setBusy(false))
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [wanted, results, busy])
  return { results, busy, error, further, again: useCallback(() => setCount((n) => n + 1), []) }
}

/** What was there, and what came; what moved down meanwhile is not shown twice. */
export function joined(before: Results, next: Results): Results {
  const known = new Set(before.hits.map(({ id }) => id))
  const fresh = next.hits.filter(({ id }) => !known.has(id))
  return { ...before, hits: [...before.hits, ...fresh], more: next.more && fresh.length > 0 }
}
