import type { Doc } from '../sync'

/** A fact that the person told: the record `facts`. */
export interface Told {
  id: string
  subject: string
  relation: string
  value: string
  /** What they said. */
  said: string
}

export function told(docs: readonly Doc[]): Told[] {
  return docs.flatMap(({ id, fields }) => {
    const text = (name: string) => (typeof fields[name] === 'string' ? fields[name] : '')
    const fact = { id, subject: text('subject'), relation: text('relation'), value: text('value'), said: text('said') }
    return fact.subject === '' && fact.value === '' && fact.said === '' ? [] : [fact]
  })
}

/** By whom or what they are about, in the order of the alphabet. */
export function bySubject(facts: readonly Told[], locale: string): [subject: string, facts: Told[]][] {
  const groups = new Map<string, Told[]>()
  for (const fact of facts) groups.set(fact.subject, [...(groups.get(fact.subject) ?? []), fact])
  return [...groups].sort(([one], [other]) => one.localeCompare(other, locale))
}
