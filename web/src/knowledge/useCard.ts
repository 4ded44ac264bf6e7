import { useEffect, useState } from 'react'
import { ApiError } from '../home/api'
import type { Ui } from '../words'
import { loadCard } from './server'
import type { Card } from './types'

export interface Shown { card: Card | null; error: ApiError | null; again: () => void }

/** A thing of the graph; what was shown before stays until the next is there. */
export function useCard(id: string, ui: Ui): Shown {
  const [card, setCard] = useState<Card | null>(null)
  const [error, setError] = useState<ApiError | null>(null)
  const [count, setCount] = useState(0)
  useEffect(() => {
    let stale = false
    setError(null)
    loadCard(id, ui).then((found) => !stale && setCard(found), (wrong: unknown) => {
      if (!(wrong instanceof ApiError)) throw wrong
      if (stale) return
      setCard(null)
      setError(wrong)
    })
    return () => {
      stale = true
    }
  }, [id, ui, count])
  return { card, error, again: () => setCount((n) => n + 1) }
}
