import { useEffect, useState } from 'react'

export const PAGES = [
  'talk', 'home', 'calendar', 'lists', 'reminders', 'notes', 'photos', 'history', 'devices', 'pair', 'people', 'account', 'security', 'keys', 'data',
  'activity', 'welcome', 'search', 'knowledge', 'typing',
] as const
export type PageName = (typeof PAGES)[number]

export interface Route {
  page: PageName
  /** What comes after it: the id of a list or a note. */
  id: string
  query: URLSearchParams
}

/** `#/lists/abc?x=1`. */
export function routeOf(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?')
  const [name = '', id = ''] = path.split('/')
  const page = PAGES.find((each) => each === name) ?? 'talk'
  return { page, id: decodeURIComponent(id), query: new URLSearchParams(query) }
}

export function hrefOf(page: PageName, id = ''): string {
  if (page === 'talk') return '#/'
  return id === '' ? `#/${page}` : `#/${page}/${encodeURIComponent(id)}`
}

export function go(page: PageName, id = ''): void {
  location.hash = hrefOf(page, id)
}

/** A device may show an address like `/pair?code=123456`, and a link leads to `/?key=…`. */
export function tidyAddress(): void {
  const { pathname, search } = location
  const name = pathname.slice(1)
  if (PAGES.some((page) => page === name)) history.replaceState(null, '', `/#/${name}${search}`)
  else if (pathname !== '/' || search !== '') history.replaceState(null, '', `/${location.hash}`)
}

export function useRoute(): Route {
  const [route, setRoute] = useState(() => routeOf(location.hash))
  useEffect(() => {
    const follow = () => setRoute(routeOf(location.hash))
    window.addEventListener('hashchange', follow)
    return () => window.removeEventListener('hashchange', follow)
  }, [])
  return route
}
