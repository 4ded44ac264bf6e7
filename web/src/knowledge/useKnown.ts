import { useEffect, useState } from 'react'
import { ApiError } from '../home/api'
import type { Ui } from '../words'
import { ask, find, loadCard } from './server'
import type { Answer, Card, Entity } from './types'

/** A thing that words name at least so surely is shown beside what was found. */
const SURE = 0.5

/** Whether words mean a thing: surely enough, or because they are its very name. */
function means(words: string, { label, confidence }: Entity): boolean {
  const plain = (text: string) => text.normalize('NFKC').trim().toLocaleLowerCase()
  return confidence >= SURE || plain(words) === plain(label)
}

export interface Known { answer: Answer | null; card: Card | null }

const NOTHING: Known = { answer: null, card: null }

/** What the graph knows of words that are looked for: an answer where they ask, and the thing they name. */
export function useKnown(words: string, ui: Ui): Known {
  const [known, setKnown] = useState<Known>(NOTHING)
  useEffect(() => {
    setKnown(NOTHING)
    if (words.trim() === '') return undefined
    let stale = false
    knownOf(words, ui).then((found) => !stale && setKnown(found), (error: unknown) => {
      if (!(error instanceof ApiError)) throw error // what was found is shown without it
    })
    return () => {
      stale = true
    }
  }, [words, ui])
  return known
}

async function knownOf(words: string, ui: Ui): Promise<Known> {
  const [told, [named]] = await Promise.all([ask(words, {}), find(words, ui, 1)])
  const answer = told.kind === 'answered' ? told : null
  const id = answer?.subject?.id ?? (named !== undefined && means(words, named) ? named.id : null)
  return { answer, card: id === null ? null : await loadCard(id, ui) }
}
