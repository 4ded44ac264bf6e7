import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CORNERS, resized, shaped, shifted } from '../src/photos/cropping'
import { cropOf, cropped, mirrored, same, shapeOnly, stepOf, toned, turned, valueOf, WHOLE_RECT, withValue } from '../src/photos/recipe'
import type { Recipe } from '../src/photos/types'
import { closer, held, WHOLE } from '../src/photos/zoom'

const part = fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 60 }), fc.integer({ min: 10, max: 40 }), fc.integer({ min: 10, max: 40 }))
  .map(([x, y, width, height]) => ({ x: x / 100, y: y / 100, width: width / 100, height: height / 100 }))
const shape = fc.tuple(part, fc.integer({ min: 0, max: 3 }), fc.boolean(), fc.integer({ min: -20, max: 20 })).map(([rect, quarters, mirror, degrees]): Recipe => {
  const turn = quarters === 0 ? [] : [{ do: 'turn', quarters }]
  return cropped(withValue({ steps: [...turn, ...(mirror ? [{ do: 'mirror' }] : [])] }, 'straighten', 'degrees', degrees), rect)
})

/** Where a point of the original is seen, as the server does the steps: turn, mirror, straighten (about the middle), crop. */
function placed(recipe: Recipe, [x, y]: [number, number]): [number, number] {
  for (let i = 0; i < valueOf(recipe, 'turn', 'quarters'); i += 1) [x, y] = [1 - y, x]
  if (stepOf(recipe, 'mirror') !== undefined) x = 1 - x
  // Of a square: a tilt turns about its middle.
  const angle = (valueOf(recipe, 'straighten', 'degrees') * Math.PI) / 180
  const [u, v] = [x - 0.5, y - 0.5]
  ;[x, y] = [0.5 + u * Math.cos(angle) - v * Math.sin(angle), 0.5 + u * Math.sin(angle) + v * Math.cos(angle)]
  const rect = cropOf(recipe)
  return [(x - rect.x) / rect.width, (y - rect.y) / rect.height]
}

describe('a recipe', () => {
  it('leaves out what does nothing', () => {
    const lighter = withValue({}, 'exposure', 'stops', 0.7)
    expect(lighter).toEqual({ steps: [{ do: 'exposure', stops: 0.7 }] })
    expect(withValue(lighter, 'exposure', 'stops', 0)).toEqual({ steps: [] })
    const warm = withValue(withValue({}, 'white_balance', 'warmth', 0.2), 'white_balance', 'tint', -0.1)
    expect(withValue(warm, 'white_balance', 'warmth', 0).steps).toEqual([{ do: 'white_balance', warmth: 0, tint: -0.1 }])
    expect(cropped({}, WHOLE_RECT)).toEqual({ steps: [] })
  })

  it('is the same in whatever order it is written', () => {
    expect(same({ steps: [{ do: 'mirror' }, { do: 'haze', strength: 0.1 }] }, { steps: [{ strength: 0.1, do: 'haze' }, { do: 'mirror' }] })).toBe(true)
    expect(same({}, { steps: [] })).toBe(true)
    expect(same({}, { steps: [{ do: 'mirror' }] })).toBe(false)
  })

  it('takes colours from one and the shape from another', () => {
    const both = toned({ steps: [{ do: 'haze', strength: 0.3 }, { do: 'mirror' }] }, { steps: [{ do: 'turn', quarters: 1 }, { do: 'haze', strength: 1 }] })
    expect(both.steps).toEqual([{ do: 'turn', quarters: 1 }, { do: 'haze', strength: 0.3 }])
    expect(shapeOnly(both).steps).toEqual([{ do: 'turn', quarters: 1 }])
  })

  it('turned, turns what is seen by a quarter, mirrored and tilted and cropped as it may be', () => {
    fc.assert(fc.property(shape, fc.constantFrom(1 as const, -1 as const), fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (recipe, by, u, v) => {
      const [x, y] = placed(recipe, [u, v])
      const [right, down] = placed(turned(recipe, by), [u, v])
      const wanted = by === 1 ? [1 - y, x] : [y, 1 - x]
      // Parts are rounded to a ten thousandth, and some are only a tenth as wide as the picture.
      expect(Math.hypot(right - (wanted[0] ?? 0), down - (wanted[1] ?? 0))).toBeLessThan(0.02)
    }))
  })

  it('mirrored, exchanges left and right of what is seen', () => {
    fc.assert(fc.property(shape, fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (recipe, u, v) => {
      const [x, y] = placed(recipe, [u, v])
      const [right, down] = placed(mirrored(recipe), [u, v])
      expect(Math.hypot(right - (1 - x), down - y)).toBeLessThan(0.02)
    }))
  })
})

describe('the part that is kept', () => {
  const unit = fc.double({ min: -0.5, max: 1.5, noNaN: true })
  const aspect = fc.option(fc.double({ min: 0.3, max: 3, noNaN: true }))
  it('stays within the picture, whatever is done to it', () => {
    fc.assert(fc.property(part, fc.constantFrom(...CORNERS), unit, unit, aspect, (rect, corner, x, y, wanted) => {
      for (const each of [resized(rect, corner, x, y, wanted), shifted(rect, x, y), shaped(rect, wanted ?? 1)]) {
        expect(each.width).toBeGreaterThan(0)
        expect(Math.min(each.x, each.y)).toBeGreaterThanOrEqual(-1e-9)
        expect(Math.max(each.x + each.width, each.y + each.height)).toBeLessThanOrEqual(1 + 1e-9)
      }
    }))
  })

  it('keeps the corner across from the one that is moved, and its shape', () => {
    const next = resized({ x: 0.2, y: 0.2, width: 0.4, height: 0.4 }, 'se', 0.9, 0.7, 2)
    expect([next.x, next.y]).toEqual([0.2, 0.2])
    expect(next.width / next.height).toBeCloseTo(2)
  })
})

describe('looking closer', () => {
  const frame = { width: 800, height: 600 }
  it('keeps what is under the finger there', () => {
    const look = closer(WHOLE, 2, 100, -50)
    expect([look.x + 100 * 0, look.scale]).toEqual([-100, 2])
    expect((100 - look.x) / look.scale).toBeCloseTo(100)
  })

  it('never leaves the picture, nor makes it smaller than whole', () => {
    fc.assert(fc.property(fc.double({ min: 0.1, max: 20, noNaN: true }), fc.integer({ min: -5000, max: 5000 }), fc.integer({ min: -5000, max: 5000 }), (scale, x, y) => {
      const look = held({ scale, x, y }, 4 / 3, frame)
      expect(look.scale).toBeGreaterThanOrEqual(1)
      expect(Math.abs(look.x)).toBeLessThanOrEqual((800 * look.scale - 800) / 2 + 1e-9)
      expect(Math.abs(look.y)).toBeLessThanOrEqual((600 * look.scale - 600) / 2 + 1e-9)
    }))
  })
})
