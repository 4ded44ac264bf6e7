/** An address as people read it: without what all of them have. */
export function nameOf(url: string): string {
  return url.replace(/^https?:\/\//i, '').replace(/\/$/, '')
}

/** What people type has no scheme; what else begins with one is left to be refused. */
export function withScheme(typed: string): string {
  const address = typed.trim()
  return address === '' || /^[a-z][a-z0-9+.-]*:(?!\d)/i.test(address) ? address : `https://${address}`
}
