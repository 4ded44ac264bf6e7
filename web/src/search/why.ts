import type { Words } from '../words'

/** Why a page, a site or a folder could not be read, by the code that is kept of it. */

const WHY: Record<string, keyof Words> = {
  robots: 'whyRobots', noindex: 'whyRobots', trap: 'whyTrap', unsupported: 'whyKind', bad_document: 'whyKind', too_long: 'whyLarge',
  cannot_fetch: 'whySilent', no_folder: 'whyFolder', status_404: 'whyGone', status_410: 'whyGone', status_401: 'whyClosed', status_403: 'whyClosed',
}

export function whyWords(code: string, words: Words): string {
  const known = Object.hasOwn(WHY, code) ? WHY[code] : undefined
  if (known !== undefined) return words[known]
  return code.startsWith('status_') ? words.whySilent : words.stateFailed
}
