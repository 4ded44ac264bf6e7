import fc from 'fast-check'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { routeOf } from '../src/home/route'
import { type Address, addressOf, hrefTo, PLACES } from '../src/photos/address'
import { exposureName, monthName, timeName } from '../src/photos/naming'
import { photosAmong } from '../src/photos/useUploads'
import { nameIn } from '../src/pages/PhotoShare'

describe('where one is among the photos', () => {
  it('is read back from its address', () => {
    const words = fc.string({ minLength: 1, maxLength: 40 })
    const address = fc.record({
      place: fc.constantFrom(...PLACES), q: words, day: words, photo: words, only: fc.constant('favourites' as const), edit: fc.constant('1' as const),
    }, { requiredKeys: ['place'] })
    fc.assert(fc.property(address, (one) => {
      const { page, id, query } = routeOf(hrefTo(one as Address))
      expect(page).toBe('photos')
      expect(addressOf(id, query)).toEqual(one)
    }))
  })

  it('is the grid where it makes no sense', () => {
    expect(addressOf('nowhere', new URLSearchParams('only=me&edit=yes&q='))).toEqual({ place: '' })
  })
})

describe('what is said of a photo', () => {
  beforeAll(() => void vi.stubGlobal('navigator', { languages: ['zh-CN', 'en-GB'] }))

  it('is the time on the clocks where it was taken', () => {
    expect(timeName(1_767_225_600, 480, 'zh')).toBe('2026年1月1日 08:00')
    expect(timeName(1_767_225_600, -300, 'en')).toBe('31 December 2025 at 19:00')
    expect(monthName(2026 * 12 + 4, 'zh')).toBe('2026年5月')
  })

  it('is how long it was exposed, as cameras say it', () => {
    expect([0.008, 0.5, 2, 1 / 3000].map(exposureName)).toEqual(['1/125', '0.5', '2', '1/3000'])
  })
})

describe('files', () => {
  it('are photos by their type or their ending', () => {
    const names = ['a.HEIC', 'b.cr3', 'c.txt', 'd.jpg', 'e.mp4', 'f']
    const files = names.map((name) => new File([''], name, { type: name === 'f' ? 'image/png' : '' }))
    expect(photosAmong(files).map(({ name }) => name)).toEqual(['a.HEIC', 'b.cr3', 'd.jpg', 'f'])
  })

  it('are called what the server calls them', () => {
    expect(nameIn("attachment; filename=\"__.jpg\"; filename*=UTF-8''%E8%A5%BF%E6%B9%96.jpg")).toBe('西湖.jpg')
    expect(nameIn('attachment; filename="a.jpg"')).toBe('a.jpg')
    expect(nameIn(null)).toBeNull()
  })
})
