import type { Doc } from '../sync'
import type { Words } from '../words'

/** A fact that the person told: the record `facts`, as src/parley/home/facts.py describes it. */
export interface Told {
  id: string
  /** Whose it is, from the person on: `sister`, `husband`; empty for their own. */
  path: string[]
  /** What of it, in their words, or `@place` and such where a verb said so. */
  relation: string
  value: string
  /** What they said. */
  said: string
  language: string
  /** When; POSIX seconds. */
  at: number
}

const VERBS: Record<string, keyof Words> = {
  '@place': 'factPlace', '@lives': 'factLives', '@works': 'factWorks', '@allergy': 'factAllergy', '@likes': 'factLikes',
}

export function told(docs: readonly Doc[]): Told[] {
  return docs.flatMap(({ id, fields }) => {
    const text = (name: string) => (typeof fields[name] === 'string' ? fields[name] : '')
    const path = Array.isArray(fields['path']) ? fields['path'].filter((each): each is string => typeof each === 'string') : []
    const fact = {
      id, path, relation: text('relation'), value: text('value'), said: text('said'), language: text('language'), at: Number(fields['at']) || 0,
    }
    return fact.relation === '' ? [] : [fact]
  })
}

/** By whom or what they are about: the person's own first, the rest in the order of the alphabet; the last one told first. */
export function bySubject(facts: readonly Told[], locale: string): [subject: string, facts: Told[]][] {
  const groups = new Map<string, Told[]>()
  for (const fact of [...facts].sort((one, other) => other.at - one.at)) {
    const subject = fact.path.join(' › ')
    groups.set(subject, [...(groups.get(subject) ?? []), fact])
  }
  return [...groups].sort(([one], [other]) => (one === '' ? -1 : other === '' ? 1 : one.localeCompare(other, locale)))
}

/** What of it, as one reads it. */
export function relationWords(relation: string, words: Words): string {
  const verb = Object.hasOwn(VERBS, relation) ? VERBS[relation] : undefined
  if (verb !== undefined) return words[verb]
  const own = relation.replace(/^@/, '')
  return own.charAt(0).toLocaleUpperCase() + own.slice(1)
}
