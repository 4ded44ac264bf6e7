/** Where one is among the photos: `#/photos/albums?q=cup&photo=abc`. */

export const PLACES = ['', 'albums', 'duplicates', 'bursts', 'scan'] as const
export type Place = (typeof PLACES)[number]

/** Characters of a part of an address. */
const LONGEST = 4000

export interface Address {
  place: Place
  /** What is looked for. */
  q?: string
  /** A day, `2026-11-22`. */
  day?: string
  only?: 'favourites'
  /** The photo that is open. */
  photo?: string
  /** It is being edited. */
  edit?: '1'
  /** Photos to scan, with dots between them. */
  pages?: string
}

export function addressOf(id: string, query: URLSearchParams): Address {
  const place = PLACES.find((each) => each === id) ?? ''
  const taken = Object.fromEntries(['q', 'day', 'photo', 'pages'].flatMap((name) => {
    const value = query.get(name)
    return value === null || value === '' ? [] : [[name, value.slice(0, LONGEST)]]
  }))
  return {
    place,
    ...taken,
    ...(query.get('only') === 'favourites' ? { only: 'favourites' } : {}),
    ...(query.get('edit') === '1' ? { edit: '1' } : {}),
  }
}

export function hrefTo({ place, ...rest }: Address): string {
  const query = new URLSearchParams(Object.entries(rest).filter(([, value]) => value !== undefined)).toString()
  return `#/photos${place === '' ? '' : `/${place}`}${query === '' ? '' : `?${query}`}`
}

/** Go there; `over` what is shown, so that going back passes it by. */
export function goTo(address: Address, over = false): void {
  const hash = hrefTo(address)
  if (over) {
    history.replaceState(history.state, '', hash)
    window.dispatchEvent(new HashChangeEvent('hashchange'))
  } else {
    location.hash = hash
    opened += 1
  }
}

let opened = 0

/** One step back if this page made it, else to there. */
export function backTo(address: Address): void {
  if (opened > 0) {
    opened -= 1
    history.back()
  } else {
    goTo(address, true)
  }
}
