/** Where one is in a search: `#/search?q=lease&kind=notes&since=month`. */

/** How long ago something may have been, in days; what is not named may be of any time. */
export const SINCE = { day: 1, week: 7, month: 31, year: 366 } as const
export type Since = keyof typeof SINCE

/** Characters of a part of an address. */
const LONGEST = 500
const DAY = /^\d{4}-\d{2}-\d{2}$/

export interface Address {
  q: string
  kind?: string
  site?: string
  language?: string
  since?: Since
  /** Days, `2026-11-22`. */
  after?: string
  before?: string
}

export function addressOf(query: URLSearchParams): Address {
  const taken = (name: string) => (query.get(name) ?? '').slice(0, LONGEST)
  const [kind, site, language, after, before] = ['kind', 'site', 'language', 'after', 'before'].map(taken) as [string, string, string, string, string]
  const since = taken('since')
  return {
    q: taken('q'),
    ...(kind === '' ? {} : { kind }),
    ...(site === '' ? {} : { site }),
    ...(language === '' ? {} : { language }),
    ...(Object.hasOwn(SINCE, since) ? { since: since as Since } : {}),
    ...(DAY.test(after) ? { after } : {}),
    ...(DAY.test(before) ? { before } : {}),
  }
}

export function hrefTo(address: Address): string {
  const query = new URLSearchParams(Object.entries(address).filter(([, value]) => value !== '')).toString()
  return query === '' ? '#/search' : `#/search?${query}`
}

/** Go there; `over` what is shown, so that going back passes it by. */
export function goTo(address: Address, over = false): void {
  const hash = hrefTo(address)
  if (hash === location.hash) return
  if (over) {
    history.replaceState(history.state, '', hash)
    window.dispatchEvent(new HashChangeEvent('hashchange'))
  } else {
    location.hash = hash
  }
}

/** What the server is asked for. */
export function queryOf({ since, ...rest }: Address, more: Record<string, string>, now = Date.now()): URLSearchParams {
  const after = since === undefined || rest.after !== undefined ? {} : { after: dayOf(now - SINCE[since] * 86_400_000) }
  return new URLSearchParams({ ...after, ...rest, ...more })
}

/** The day there, `2026-11-22`. */
function dayOf(milliseconds: number): string {
  const at = new Date(milliseconds)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
}

/** Whether anything but words narrows it. */
export function isNarrowed({ q: _, ...rest }: Address): boolean {
  return Object.keys(rest).length > 0
}
