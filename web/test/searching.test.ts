import { describe, expect, it } from 'vitest'
import { addressOf, hrefTo, isNarrowed, queryOf } from '../src/search/address'
import { bookmarks, tagsOf } from '../src/search/bookmarks'
import { grouped, isWeb, KINDS, kindOf, leadsTo } from '../src/search/kinds'
import { nameOf, withScheme } from '../src/search/naming'
import type { Hit, Results } from '../src/search/types'
import { joined } from '../src/search/useSearch'
import { whyWords } from '../src/search/why'
import { WORDS } from '../src/words'

const hit = (id: string, kind: string, more: Partial<Hit> = {}): Hit => ({
  id, kind, title: id, snippet: [], url: '', site: '', at: 0, language: '', open: '', ...more,
})

describe('the address of a search', () => {
  it('says again what it was made from', () => {
    const address = { q: '房租 lease & more', kind: 'notes', site: 'example.org', language: 'zh', since: 'month', before: '2026-11-22' } as const
    expect(addressOf(new URLSearchParams(hrefTo(address).split('?')[1]))).toEqual(address)
    expect(hrefTo({ q: '' })).toBe('#/search')
  })

  it('does not take what is no day, no time and too long', () => {
    const address = addressOf(new URLSearchParams({ q: 'a'.repeat(9999), after: 'yesterday', since: 'toString', before: '2026-1-1' }))
    expect(address).toEqual({ q: 'a'.repeat(500) })
    expect(isNarrowed(address)).toBe(false)
    expect(isNarrowed({ q: '', kind: 'web' })).toBe(true)
  })

  it('asks the server for days, and leaves out what only the page knows', () => {
    const now = new Date(2026, 10, 22, 12).getTime()
    expect(Object.fromEntries(queryOf({ q: 'tea', since: 'week' }, { most: '30' }, now))).toEqual({ q: 'tea', after: '2026-11-15', most: '30' })
    expect(Object.fromEntries(queryOf({ q: 'tea', since: 'week', after: '2026-01-02' }, {}, now))).toEqual({ q: 'tea', after: '2026-01-02' })
  })
})

describe('what was found', () => {
  it('stands by kind, first the kind of the best', () => {
    const groups = grouped([hit('a', 'web'), hit('b', 'notes'), hit('c', 'web'), hit('d', 'something new')])
    expect(groups.map(({ kind, hits }) => [kind.kind, hits.map(({ id }) => id)])).toEqual([
      ['web', ['a', 'c']], ['notes', ['b']], ['something new', ['d']],
    ])
    expect(kindOf('page')).toBe(kindOf('web'))
    expect(kindOf('something new').word).toBe('kindOther')
    expect(new Set(KINDS.map(({ icon }) => icon)).size).toBe(KINDS.length)
  })

  it('opens in this app, on the web, or nowhere, but never as a script', () => {
    expect(leadsTo({ kind: 'notes', open: 'notes/a b', url: '' })).toEqual({ href: '#/notes/a%20b', away: false })
    expect(leadsTo({ kind: 'notes', open: 'photos/p1', url: '' })).toEqual({ href: '#/photos?photo=p1', away: false })
    expect(leadsTo({ kind: 'notes', open: 'calendar', url: 'https://example.org' })).toEqual({ href: '#/calendar', away: false })
    expect(leadsTo({ kind: 'notes', open: '', url: 'https://example.org/a' })).toEqual({ href: 'https://example.org/a', away: true })
    expect(leadsTo({ kind: 'bookmarks', open: 'search/sites', url: 'https://example.org/a' })).toEqual({ href: 'https://example.org/a', away: true })
    for (const url of ['', 'javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', ' https://', 'https://', 'HTTPS://[']) {
      expect(leadsTo({ kind: 'notes', open: '', url }), url).toBeNull()
    }
  })

  it('is not shown twice when more of it comes', () => {
    const page = (ids: string[], more: boolean): Results => ({
      hits: ids.map((id) => hit(id, 'web')), total: 3, more, spelling: null, related: [], seconds: 0,
    })
    const both = joined(page(['a', 'b'], true), page(['b', 'c'], true))
    expect(both.hits.map(({ id }) => id)).toEqual(['a', 'b', 'c'])
    expect(both.more).toBe(true)
    expect(joined(both, page(['b'], true)).more).toBe(false)
  })
})

describe('what could not be read', () => {
  it('is told why, whatever the reason', () => {
    const told = (code: string) => whyWords(code, WORDS.en)
    expect(told('robots')).toBe('The site does not want to be read by programs.')
    expect(told('status_503')).toBe(told('cannot_fetch'))
    expect(told('toString')).toBe(told(''))
  })
})

describe('bookmarks', () => {
  it('are read with what they lack, the last one first, and not without an address', () => {
    const read = bookmarks([
      { id: 'a', fields: { url: 'https://a.org', added: 1 } },
      { id: 'b', fields: { url: 'https://b.org', title: 'B', tags: ['x', 3], added: 2 } },
      { id: 'c', fields: { title: 'no address' } },
    ])
    expect(read.map(({ id, tags }) => [id, tags])).toEqual([['b', ['x']], ['a', []]])
  })

  it('take tags as one writes them in either language, and addresses as people type them', () => {
    expect(tagsOf(' 装修，报价、 tea;tea ,')).toEqual(['装修', '报价', 'tea'])
    expect(withScheme(' example.org/a ')).toBe('https://example.org/a')
    expect(withScheme('localhost:8080')).toBe('https://localhost:8080')
    expect(isWeb(withScheme('javascript:alert(1)'))).toBe(false)
    expect(nameOf('https://example.org/')).toBe('example.org')
  })
})
