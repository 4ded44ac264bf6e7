import { describe, expect, it } from 'vitest'
import { changed, FIRST_VOLUME, gainOf, readVolume, type Volume, written } from '../src/audio/volume'

const after = (...said: Record<string, unknown>[]): Volume => said.reduce(changed, FIRST_VOLUME)

describe('the volume', () => {
  it('has room for louder at first', () => {
    const [quieter, first, louder] = [after({ change: -10 }), FIRST_VOLUME, after({ change: 10 })].map(gainOf)
    expect(quieter).toBeLessThan(first!)
    expect(first).toBeLessThan(louder!)
  })

  it('is set to a level, which sounds about as loud as it says', () => {
    expect(after({ level: 30 })).toEqual({ level: 30, muted: false })
    // Twice as loud is about 10 dB more.
    expect(20 * Math.log10(gainOf(after({ level: 80 })) / gainOf(after({ level: 40 })))).toBeCloseTo(10, 1)
    expect([after({ level: 100 }), after({ level: 0 })].map(gainOf)).toEqual([1, 0])
  })

  it('goes no further than from nothing to all', () => {
    expect(after(...Array<{ change: number }>(5).fill({ change: 10 })).level).toBe(100)
    expect(after(...Array<{ change: number }>(9).fill({ change: -10 })).level).toBe(0)
    expect(after({ level: 130 }).level).toBe(100)
  })

  it('is as before when what was muted is unmuted', () => {
    const muted = after({ level: 40 }, { muted: true })
    expect(gainOf(muted)).toBe(0)
    expect(changed(muted, { muted: false })).toEqual({ level: 40, muted: false })
    expect(gainOf(after({ level: 0 }, { muted: false }))).toBeGreaterThan(0)
  })

  it('comes back when someone asks for sound, but not for less of it', () => {
    expect(after({ muted: true }, { change: 10 })).toEqual({ level: 80, muted: false })
    expect(after({ muted: true }, { level: 20 })).toEqual({ level: 20, muted: false })
    expect(after({ muted: true }, { change: -10 })).toEqual({ level: 60, muted: true })
  })

  it('is not changed by rubbish', () => {
    for (const data of [{}, { level: '30' }, { change: Infinity }, { level: NaN }, { muted: 1 }]) {
      expect(after(data)).toEqual(FIRST_VOLUME)
    }
  })

  it('is remembered', () => {
    for (const volume of [FIRST_VOLUME, { level: 0, muted: false }, { level: 35, muted: true }]) {
      expect(readVolume(written(volume))).toEqual(volume)
    }
    expect([null, '', 'loud', '-3', '7000'].map(readVolume)).toEqual(Array(5).fill(FIRST_VOLUME))
    expect(readVolume('999').level).toBe(100)
  })
})
