import type { Card, Fact } from './types'

/** What people want to know of a thing first; the rest as it comes. */
const FIRST = [
  // of a person
  'P569', 'P570', 'P19', 'P27', 'P106',
  // of a work
  'P50', 'P57', 'P577',
  // of a place
  'P36', 'P1082', 'P2046', 'P2044', 'P2043', 'P4552', 'P17', 'P131', 'P30', 'P37', 'P38',
  // of an element, and of a planet
  'P246', 'P1086', 'urn:parley:relation:atomic-weight', 'P397', 'P2120', 'P2386', 'P2067',
]
/** Its kind is told at the top. */
const KIND = 'P31'

/** The facts of a thing in the order in which they are shown; what stands at the top already is left out. */
export function ordered({ facts, image, kind, description }: Pick<Card, 'facts' | 'image' | 'kind' | 'description'>): Fact[] {
  const place = (relation: string) => {
    const at = FIRST.indexOf(relation)
    return at < 0 ? FIRST.length : at
  }
  const told = ({ relation, values }: Fact) => {
    if (values.every(({ text }) => text === image)) return true
    return relation === KIND && description === '' && values.every(({ text }) => text === kind)
  }
  return facts.filter((each) => !told(each)).sort((one, other) => place(one.relation) - place(other.relation))
}
