import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { whileItChanges } from '../src/components/frames'

const FRAME = 1000 / 60

describe('what is drawn while it changes', () => {
  let asked = 0

  beforeEach(() => {
    vi.useFakeTimers()
    asked = 0
    vi.stubGlobal('requestAnimationFrame', (then: (now: number) => void) => {
      asked++
      return setTimeout(() => then(performance.now()), FRAME)
    })
    vi.stubGlobal('cancelAnimationFrame', (frame: ReturnType<typeof setTimeout>) => clearTimeout(frame))
  })

  afterEach(() => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })

  const framesIn = (seconds: number): number => {
    const before = asked
    vi.advanceTimersByTime(seconds * 1000)
    return asked - before
  }

  it('is drawn sixty times a second while it moves', () => {
    const stop = whileItChanges(() => true)
    expect(framesIn(2)).toBeGreaterThan(110)
    stop()
  })

  it('asks for no frame while it is still, and is there within three frames when it moves again', () => {
    let moves = false
    let drawn = 0
    const stop = whileItChanges(() => {
      if (moves) drawn++
      return moves
    })
    framesIn(1)
    expect(framesIn(10)).toBe(0)
    moves = true
    framesIn(0.05)
    expect(drawn).toBeGreaterThan(0)
    expect(framesIn(1)).toBeGreaterThan(55)
    stop()
  })

  it('keeps the step of what moves slowly', () => {
    let count = 0
    const stop = whileItChanges(() => count++ % 10 === 0)
    expect(framesIn(1)).toBeGreaterThan(55)
    stop()
  })

  it('ends, whether it moves or not', () => {
    for (const moves of [true, false]) {
      let looks = 0
      const stop = whileItChanges(() => {
        looks++
        return moves
      })
      framesIn(1)
      stop()
      const before = looks
      framesIn(1)
      expect(looks).toBe(before)
    }
  })
})
