import { describe, expect, it } from 'vitest'
import { differs, move, type OrbLook, type OrbScene, rest } from '../src/components/drawOrb'

const QUIET = { person: 0, parley: 0 }
const WIDTH = 240

/** Frames of so many seconds that somebody could tell from the one before, at 60 a second. */
const frames = (seconds: number, scene: Partial<OrbScene>, from = rest()): number => {
  let [look, shown, count] = [from, from, 0]
  for (let at = 1; at <= seconds * 60; at++) {
    const now = (at * 1000) / 60
    look = move(look, { phase: 'idle', dark: false, levels: QUIET, still: false, ...scene, now })
    if (differs(shown, look, WIDTH)) [shown, count] = [look, count + 1]
  }
  return count
}

describe('the orb', () => {
  it('is drawn once and no more while it is still', () => {
    expect(frames(10, { still: true })).toBe(0)
  })

  it('breathes, and is not drawn more often than that can be seen', () => {
    const drawn = frames(10, {})
    expect(drawn).toBeGreaterThan(60)
    expect(drawn).toBeLessThan(250)
  })

  it('follows a voice frame by frame, also where there is little motion', () => {
    for (const still of [true, false]) {
      const levels = { person: 0, parley: 0.8 }
      expect(frames(0.1, { phase: 'speaking', levels, still })).toBeGreaterThanOrEqual(5)
    }
  })

  it('never shows what anybody could tell from what it should look like', () => {
    const scene: OrbScene = { phase: 'idle', dark: false, levels: QUIET, still: false, now: 0 }
    const look: OrbLook = { ...rest(), swell: 0.2 }
    // The rim moves by 0.075 of the width for a whole swell: three pixels of 240 are a sixth of that.
    expect(differs(look, { ...look, swell: 0.2 + 1 / 6 }, WIDTH)).toBe(true)
    expect(differs(look, { ...look, spin: look.spin + 0.5 }, WIDTH)).toBe(true)
    expect(differs(look, move(look, { ...scene, phase: 'listening', now: 50 }), WIDTH)).toBe(true)
    expect(differs(look, { ...look }, WIDTH)).toBe(false)
  })
})
