import { hrefOf } from '../home/route'

/** Places among what is known that are no things. */
export const PLACES = ['', 'sources', 'mine'] as const

export function isThing(id: string): boolean {
  return !PLACES.some((each) => each === id)
}

export const hrefToThing = (id: string) => hrefOf('knowledge', id)
