// Keeps the page itself, so that it opens without a network. What belongs to a person is in src/sync, never here.
const KEPT = 'parley-page'

self.addEventListener('install', (event) => {
  event.waitUntil(fetch('/', { cache: 'reload' }).then(keep).then(() => self.skipWaiting()))
})

self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

self.addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname, search } = new URL(request.url)
  if (request.method !== 'GET' || origin !== self.location.origin) return
  if (pathname.startsWith('/assets/')) event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)))
  else if (request.mode === 'navigate') event.respondWith(page(event, pathname === '/' && search === ''))
})

/** The newest page there is: the server's, else the one kept. */
async function page(event, keeping) {
  try {
    const response = await fetch(event.request)
    if (keeping && response.ok) event.waitUntil(keep(response.clone()))
    return response
  } catch (error) {
    const kept = await caches.match('/')
    if (kept === undefined) throw error
    return kept
  }
}

/** Keep a page with all it is made of, and nothing of older ones. */
async function keep(response) {
  if (!response.ok) throw new Error(`The page is not there (${response.status}).`)
  const cache = await caches.open(KEPT)
  // Names with a hash of the content; what is behind the others may change.
  const named = [...(await response.clone().text()).matchAll(/\/assets\/[\w.-]+-[\w-]{8}\.(?:js|css)/g)].map(String)
  const missing = await Promise.all(named.map(async (name) => ((await cache.match(name)) === undefined ? [name] : [])))
  await cache.addAll(missing.flat())
  await cache.put('/', response)
  for (const request of await cache.keys()) {
    const { pathname } = new URL(request.url)
    if (pathname !== '/' && !named.includes(pathname)) await cache.delete(request)
  }
}
