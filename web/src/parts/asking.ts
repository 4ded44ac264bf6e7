import { useCallback, useEffect, useRef, useState } from 'react'
import { ApiError } from '../home/api'

export interface Asking {
  busy: boolean
  error: ApiError | null
  /** Do it; true when it went well. */
  run: (work: () => Promise<unknown>) => Promise<boolean>
  clear: () => void
}

/** Something asked of the server, one at a time, and what became of it. */
export function useAsking(): Asking {
  const [state, setState] = useState<{ busy: boolean; error: ApiError | null }>({ busy: false, error: null })
  const here = useRef(true)
  useEffect(() => {
    here.current = true
    return () => {
      here.current = false
    }
  }, [])
  const tell = (next: typeof state) => here.current && setState(next)
  const run = async (work: () => Promise<unknown>) => {
    if (state.busy) return false
    tell({ busy: true, error: null })
    try {
      await work()
      tell({ busy: false, error: null })
      return true
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      tell({ busy: false, error })
      return false
    }
  }
  return { ...state, run, clear: () => setState({ busy: false, error: null }) }
}

export interface Loaded<T> {
  /** Null while it is on its way. */
  value: T | null
  error: ApiError | null
  again: () => void
}

/** What the server has, fetched when the page opens, when it comes back into sight, and when asked. */
export function useLoaded<T>(load: () => Promise<T>): Loaded<T> {
  const [value, setValue] = useState<T | null>(null)
  const [error, setError] = useState<ApiError | null>(null)
  const [count, setCount] = useState(0)
  const latest = useRef(load)
  latest.current = load
  useEffect(() => {
    let stale = false
    latest.current().then(
      (found) => {
        if (stale) return
        setValue(found)
        setError(null)
      },
      (wrong: unknown) => {
        if (!(wrong instanceof ApiError)) throw wrong
        if (!stale) setError(wrong)
      },
    )
    return () => {
      stale = true
    }
  }, [count])
  const again = useCallback(() => setCount((n) => n + 1), [])
  useEffect(() => {
    const seen = () => document.visibilityState === 'visible' && again()
    document.addEventListener('visibilitychange', seen)
    window.addEventListener('online', again)
    return () => {
      document.removeEventListener('visibilitychange', seen)
      window.removeEventListener('online', again)
    }
  }, [again])
  return { value, error, again }
}
