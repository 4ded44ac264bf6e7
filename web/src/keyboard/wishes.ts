import { readStored, writeStored } from '../talk/stored'
import { FUZZY, LANGUAGES, SCHEMES, type Wishes } from './types'

const NAME = 'keyboard.wishes'

export function initialWishes(ui: 'en' | 'zh'): Wishes {
  return {
    language: ui, scheme: 'full', script: 'hans', fuzzy: [], mixed: true, layout: 'qwerty', emoji: true, correct: true, private: false,
  }
}

/** How this browser's person types; what makes no sense is left out. */
export function keptWishes(ui: 'en' | 'zh'): Wishes {
  return wishesOf(readStored(NAME), ui)
}

export function keepWishes(wishes: Wishes): void {
  writeStored(NAME, JSON.stringify(wishes))
}

export function wishesOf(kept: string | null, ui: 'en' | 'zh'): Wishes {
  const first = initialWishes(ui)
  let said: unknown
  try {
    said = JSON.parse(kept ?? '{}')
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return first
  }
  if (typeof said !== 'object' || said === null) return first
  const known = said as Record<string, unknown>
  const one = <T extends string>(name: keyof Wishes, all: readonly T[], otherwise: T) => all.find((each) => each === known[name]) ?? otherwise
  const bool = (name: 'mixed' | 'emoji' | 'correct' | 'private') => (typeof known[name] === 'boolean' ? known[name] : first[name])
  const fuzzy = Array.isArray(known['fuzzy']) ? known['fuzzy'] : []
  return {
    language: one('language', LANGUAGES, first.language), scheme: one('scheme', SCHEMES, 'full'),
    script: one('script', ['hans', 'hant'], 'hans'), fuzzy: FUZZY.filter((each) => fuzzy.includes(each)),
    mixed: bool('mixed'), layout: 'qwerty', emoji: bool('emoji'), correct: bool('correct'), private: bool('private'),
  }
}
