import { useEffect, useState } from 'react'
import { ApiError } from '../home/api'

/** Milliseconds without a key before anybody is asked. */
const PAUSE_MS = 120

/** What could be meant by what is typed so far, asked for when the keys rest. */
export function useSuggested<T>(text: string, wanted: boolean, load: (text: string) => Promise<readonly T[]>): readonly T[] {
  const [found, setFound] = useState<readonly T[]>([])
  useEffect(() => {
    if (!wanted || text.trim() === '') {
      setFound([])
      return undefined
    }
    let stale = false
    const timer = window.setTimeout(() => {
      load(text.trim()).then((each) => !stale && setFound(each), (error: unknown) => {
        if (!(error instanceof ApiError)) throw error // it is searched without them, too
      })
    }, PAUSE_MS)
    return () => {
      stale = true
      window.clearTimeout(timer)
    }
  }, [text, wanted, load])
  return found
}
