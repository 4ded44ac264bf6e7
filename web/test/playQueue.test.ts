import { describe, expect, it } from 'vitest'
import { PlayQueue } from '../src/audio/playQueue'

const sound = (length: number, value: number) => new Float32Array(length).fill(value)

function hear(queue: PlayQueue, length: number): number[] {
  const out = new Float32Array(length)
  queue.pull(out)
  return Array.from(out, (sample) => Math.round(sample * 100) / 100)
}

describe('the answer', () => {
  it('plays its packets without a gap, across any block', () => {
    const queue = new PlayQueue()
    queue.add(1, sound(3, 0.1))
    queue.add(1, sound(3, 0.2))
    expect(hear(queue, 4)).toEqual([0.1, 0.1, 0.1, 0.2])
    expect(hear(queue, 4)).toEqual([0.2, 0.2, 0, 0])
  })

  it('falls silent at once when it is interrupted, and what arrives late is dropped', () => {
    const queue = new PlayQueue()
    queue.add(1, sound(1000, 0.5))
    hear(queue, 10)
    queue.silence(1)
    expect(hear(queue, 4)).toEqual([0, 0, 0, 0])
    expect(queue.add(1, sound(10, 0.5))).toBe(false)
    expect(queue.waiting).toBe(0)
    expect(queue.played(1).samples).toBe(10)
  })

  it('of a newer turn is untouched by the end of an older one, from its first sample', () => {
    const queue = new PlayQueue()
    queue.add(1, sound(100, 0.5))
    queue.add(2, sound(3, 0.3))
    hear(queue, 50)
    queue.silence(1)
    expect(hear(queue, 4)).toEqual([0.3, 0.3, 0.3, 0])
  })

  it('keeps its place when a turn before it is silenced', () => {
    const queue = new PlayQueue()
    queue.add(2, Float32Array.of(0.1, 0.2, 0.3))
    hear(queue, 1)
    queue.silence(1)
    expect(hear(queue, 2)).toEqual([0.2, 0.3])
  })

  it('is counted as it sounds, for the details', () => {
    const queue = new PlayQueue()
    queue.add(5, sound(100, 0.5))
    hear(queue, 60)
    expect(queue.played(5)).toMatchObject({ turn: 5, samples: 60, energy: 15 })
  })

  it('may count turns from one again after a reset', () => {
    const queue = new PlayQueue()
    queue.silence(9)
    queue.reset()
    expect(queue.add(1, sound(1, 0.1))).toBe(true)
  })
})
