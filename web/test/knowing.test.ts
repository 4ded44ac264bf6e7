import fc from 'fast-check'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { isThing } from '../src/knowledge/address'
import { bySubject, relationWords, told } from '../src/knowledge/facts'
import { arranged, chosen, cut, ems, leaves, overlap, type Size } from '../src/knowledge/neighbourhood'
import { ordered } from '../src/knowledge/order'
import type { Neighbour } from '../src/knowledge/types'
import { dateText, licenceAddress, pictureOf, sourcesOf, valueText } from '../src/knowledge/wording'
import { WORDS } from '../src/words'

beforeAll(() => {
  vi.stubGlobal('navigator', { languages: ['en-GB', 'zh-CN'] })
})

const near = (id: string, relation: string, out = true): Neighbour => ({ id, label: id, relation, name: relation, out })

describe('what a value says', () => {
  it('has its unit, and the figures of the reader', () => {
    const height = { kind: 'number', text: '8848.86', unit: 'meter' } as const
    expect(valueText(height, 'en', WORDS.en)).toBe('8,848.86 m')
    expect(valueText(height, 'zh', WORDS.zh)).toBe('8,848.86 米')
    expect(valueText({ kind: 'number', text: '42', unit: 'cubic-meter-per-second' }, 'en', WORDS.en)).toBe('42 cubic meter per second')
    expect(valueText({ kind: 'number', text: '1.8982E27', unit: 'kilogram' }, 'en', WORDS.en)).toBe('1.8982 × 10²⁷ kg')
    expect(valueText({ kind: 'text', text: 'Point(-70.65 -33.45)' }, 'en', WORDS.en)).toBe('33.45° S, 70.65° W')
    expect(valueText({ kind: 'text', text: 'Point(116.4 39.9)' }, 'zh', WORDS.zh)).toBe('北纬 39.9°，东经 116.4°')
    expect(valueText({ kind: 'number', text: '1411750000' }, 'zh', WORDS.zh)).toBe('1,411,750,000')
    expect(valueText({ kind: 'text', text: '2026' }, 'en', WORDS.en)).toBe('2026')
    expect(valueText({ text: '8,848 m' }, 'en', WORDS.en)).toBe('8,848 m')
  })

  it('has a date as exactly as it is known', () => {
    expect(dateText('1879-03-14', 'en')).toBe('14 March 1879')
    expect(dateText('1879-03-14', 'zh')).toBe('1879年3月14日')
    expect(dateText('1879-03', 'en')).toBe('March 1879')
    expect(dateText('1879', 'zh')).toBe('1879年')
    expect(dateText('0079-10-24', 'en')).toBe('24 October 79')
    expect(dateText('-0550', 'en')).toBe('551 BC')
    expect(dateText('in spring', 'en')).toBe('in spring')
  })

  it('has its sources however they come, and licences with their texts', () => {
    expect(sourcesOf({ text: '', source: 'a' })).toEqual(['a'])
    expect(sourcesOf({ text: '', sources: ['a', 'b'] })).toEqual(['a', 'b'])
    expect(sourcesOf({ text: '', source: null })).toEqual([])
    expect(licenceAddress('CC-BY-4.0')).toBe('https://spdx.org/licenses/CC-BY-4.0.html')
    expect(licenceAddress('https://example.org/terms')).toBe('https://example.org/terms')
    expect(licenceAddress('see the file')).toBeNull()
    expect(licenceAddress('javascript:alert(1)')).toBeNull()
  })

  it('shows a flag, or a picture of this server, and asks nobody else', () => {
    expect(pictureOf('🇨🇳')).toEqual({ text: '🇨🇳' })
    expect(pictureOf('/api/x.png')).toEqual({ src: '/api/x.png' })
    for (const image of ['', 'https://example.org/a.png', '//example.org/a.png', 'javascript:x']) expect(pictureOf(image), image).toBeNull()
  })

  it('comes in the order in which people ask, without what stands at the top already', () => {
    const fact = (relation: string, text: string) => ({ relation, name: relation, values: [{ text }] })
    const facts = ['P31', 'P47', 'P78', 'P1082', 'P36', 'flag'].map((relation) => fact(relation, relation === 'flag' ? '🇨🇳' : relation === 'P31' ? 'country' : relation))
    const shown = (description: string) => ordered({ facts, image: '🇨🇳', kind: 'country', description }).map(({ relation }) => relation)
    expect(shown('')).toEqual(['P36', 'P1082', 'P47', 'P78'])
    expect(shown('a land')).toEqual(['P36', 'P1082', 'P31', 'P47', 'P78'])
  })

  it('knows things from the other pages', () => {
    expect(['Q513', 'urn:parley:starter:a/b', 'sources', 'mine', ''].map(isThing)).toEqual([true, true, false, false, false])
  })
})

describe('what the person told', () => {
  it('stands by whom it is about: their own first, the last one told first', () => {
    const facts = told([
      { id: '1', fields: { path: ['车'], relation: '@place', value: 'B2', said: '我的车停在B2', at: 1 } },
      { id: '2', fields: { path: ['姐姐'], relation: '生日', value: '5月3日', at: 2 } },
      { id: '3', fields: { path: ['车'], relation: '颜色', value: '红', at: 3 } },
      { id: '4', fields: { relation: '@likes', value: '茶' } },
      { id: '5', fields: {} },
    ])
    expect(bySubject(facts, 'zh').map(([subject, all]) => [subject, all.map(({ id }) => id)])).toEqual([
      ['', ['4']], ['车', ['3', '1']], ['姐姐', ['2']],
    ])
    expect(['@place', '生日', '@new', 'toString'].map((each) => relationWords(each, WORDS.zh))).toEqual(['在哪里', '生日', 'New', 'ToString'])
  })
})

describe('the picture of what is around a thing', () => {
  it('takes some of every relation before many of one, and nobody twice', () => {
    const all = [near('a', 'r'), near('b', 'r'), near('c', 'r'), near('a', 's'), near('d', 's'), near('e', 'r', false)]
    expect(chosen(all, 4).map(({ id }) => id)).toEqual(['a', 'b', 'd', 'e'])
    expect(chosen(all, 99).map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd', 'e'])
    expect(chosen([], 9)).toEqual([])
  })

  const picture = fc.tuple(fc.integer({ min: 262, max: 720 }), fc.array(fc.record({ width: fc.integer({ min: 58, max: 262 }), height: fc.constant(46) }), { maxLength: 16 }))

  it('has no box upon another, nor beyond its edge, however little room there is', () => {
    fc.assert(fc.property(picture, fc.integer({ min: 58, max: 250 }), ([width, sizes], across) => {
      const middle = { width: across, height: 52 }
      const { points, height } = arranged(sizes, middle, { width, height: 240 })
      const centre = [{ x: width / 2, y: height / 2 }, middle] as const
      points.forEach((point, i) => {
        const own = sizes[i] as Size
        expect(point.x - own.width / 2).toBeGreaterThanOrEqual(-0.01)
        expect(point.x + own.width / 2).toBeLessThanOrEqual(width + 0.01)
        expect(point.y - own.height / 2).toBeGreaterThanOrEqual(-0.01)
        expect(point.y + own.height / 2).toBeLessThanOrEqual(height + 0.01)
        for (const [other, otherSize] of [...points.slice(0, i).map((each, j) => [each, sizes[j] as Size] as const), centre]) {
          const { x, y } = overlap(point, own, other, otherSize, 0)
          expect(Math.min(x, y)).toBeLessThanOrEqual(0)
        }
      })
    }), { numRuns: 1000, seed: 8 })
  })

  it('is as high as it was meant to be where there is room', () => {
    const sizes = Array.from({ length: 10 }, () => ({ width: 110, height: 46 }))
    expect(arranged(sizes, { width: 120, height: 52 }, { width: 600, height: 400 }).height).toBe(400)
    expect(arranged([], { width: 120, height: 52 }, { width: 600, height: 240 })).toEqual({ points: [], height: 240 })
  })

  it('is the same every time', () => {
    const sizes = [90, 120, 60, 140, 80].map((width) => ({ width, height: 46 }))
    const drawn = () => arranged(sizes, { width: 120, height: 52 }, { width: 340, height: 300 })
    expect(drawn()).toEqual(drawn())
  })

  it('draws lines from edge to edge', () => {
    expect(leaves({ x: 0, y: 0 }, { width: 20, height: 10 }, { x: 100, y: 0 })).toEqual({ x: 10, y: 0 })
    expect(leaves({ x: 0, y: 0 }, { width: 20, height: 10 }, { x: 0, y: -50 })).toEqual({ x: 0, y: -5 })
    expect(leaves({ x: 3, y: 4 }, { width: 20, height: 10 }, { x: 3, y: 4 })).toEqual({ x: 3, y: 4 })
  })

  it('cuts names where they end, not inside a character', () => {
    expect(ems('泰山')).toBe(2)
    expect(cut('泰山', 4)).toBe('泰山')
    expect(cut('中华人民共和国', 5)).toBe('中华人民…')
    expect(cut('🇨🇳🇨🇳🇨🇳', 3)).not.toMatch(/[\ud800-\udbff](?![\udc00-\udfff])/u)
  })
})
