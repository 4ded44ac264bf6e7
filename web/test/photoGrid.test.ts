import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { across, GAP, laidOut, neighbour, rowOf, seen } from '../src/photos/justified'
import { chosen, marked, months, shelfOf, without } from '../src/photos/shelf'

const ratios = fc.array(fc.double({ min: 0.2, max: 5, noNaN: true }), { minLength: 1, maxLength: 300 })
const width = fc.integer({ min: 280, max: 2400 })

describe('rows of photos', () => {
  it('have every photo once, in order, one row under the other', () => {
    fc.assert(fc.property(ratios, width, (all, wide) => {
      const { rows, height } = laidOut(all, null, wide)
      expect(rows.flatMap(({ first, count }) => Array.from({ length: count }, (_, i) => first + i))).toEqual([...all.keys()])
      rows.forEach((row, i) => expect(row.top).toBe(i === 0 ? 0 : (rows[i - 1]?.top ?? 0) + (rows[i - 1]?.height ?? 0) + GAP))
      expect(height).toBeGreaterThan(0)
    }))
  })

  it('fill the width exactly, but for the last of a month', () => {
    fc.assert(fc.property(ratios, width, (all, wide) => {
      const { rows } = laidOut(all, null, wide)
      for (const row of rows.slice(0, -1)) {
        const places = across(row, all, wide)
        const last = places.at(-1)
        expect((last?.left ?? 0) + (last?.width ?? 0)).toBe(wide)
        places.slice(1).forEach(({ left }, i) => expect(left).toBeGreaterThanOrEqual((places[i]?.left ?? 0) + (places[i]?.width ?? 0)))
      }
    }))
  })

  it('stand under their months', () => {
    const { rows, months: found } = laidOut([1, 1, 1, 1], [24_316, 24_316, 24_315, 24_315], 1000)
    expect(found.map(({ key, count }) => [key, count])).toEqual([[24_316, 2], [24_315, 2]])
    expect(rows.map(({ count }) => count)).toEqual([0, 2, 0, 2])
  })

  it('are found by where they stand, and lead to each other by the arrow keys', () => {
    fc.assert(fc.property(ratios, width, fc.nat(), (all, wide, pick) => {
      const layout = laidOut(all, null, wide)
      const photo = pick % all.length
      const at = rowOf(layout.rows, photo)
      const row = layout.rows[at]
      expect(photo >= (row?.first ?? -1) && photo < (row?.first ?? 0) + (row?.count ?? 0)).toBe(true)
      const [first, end] = seen(layout.rows, row?.top ?? 0, (row?.top ?? 0) + 1)
      expect(first <= at && at < end).toBe(true)
      expect(rowOf(layout.rows, neighbour(layout, all, wide, photo, 1))).toBe(Math.min(at + 1, layout.rows.length - 1))
    }))
  })
})

describe('a shelf', () => {
  const shelf = shelfOf({
    version: '1', ids: ['a', 'b', 'c'], taken: [1_767_225_600, 1_767_224_000, 1_764_000_000], offsets: [480, 480, -300], ratios: [1, 2, 3],
    favourites: [1], versions: {},
  })

  it('knows the month on the clocks where each was taken', () => {
    // Midnight in London on New Year is the morning of January in Shanghai.
    expect(months(shelf, null)).toEqual([2026 * 12, 2026 * 12, 2025 * 12 + 10])
  })

  it('tears no month apart where two clocks differ', () => {
    const moved = shelfOf({ version: '1', ids: ['a', 'b', 'c'], taken: [1_767_226_000, 1_767_225_900, 1_767_225_800], offsets: [0, -600, 0], ratios: [1, 1, 1], favourites: [], versions: {} })
    expect(months(moved, null)).toEqual([2026 * 12, 2025 * 12 + 11, 2025 * 12 + 11])
  })

  it('loses photos and likes them, and what it was stays as it was', () => {
    const less = without(shelf, new Set(['a']))
    expect([less.ids, less.ratios, [...less.favourites], less.at.get('c')]).toEqual([['b', 'c'], [2, 3], [0], 1])
    expect([...marked(shelf, ['c', 'gone'], true).favourites]).toEqual([1, 2])
    expect([...marked(shelf, ['b'], false).favourites]).toEqual([])
    expect(shelf.favourites.size).toBe(1)
    expect(chosen(shelf, ['c', 'gone', 'a'])).toEqual([2, 0])
  })
})
