import { describe, expect, it } from 'vitest'
import { Resampler } from '../src/audio/resample'

function tone(hertz: number, rate: number, seconds: number): Float32Array {
  return Float32Array.from({ length: Math.round(rate * seconds) }, (_, i) => Math.sin((2 * Math.PI * hertz * i) / rate))
}

/** How much of the signal is not the tone, in decibels, away from both ends. */
function distortion(signal: Float32Array, hertz: number, rate: number): number {
  const middle = signal.slice(400, -400)
  let [sine, cosine] = [0, 0]
  middle.forEach((sample, i) => {
    sine += (2 / middle.length) * sample * Math.sin((2 * Math.PI * hertz * i) / rate)
    cosine += (2 / middle.length) * sample * Math.cos((2 * Math.PI * hertz * i) / rate)
  })
  let rest = 0
  middle.forEach((sample, i) => {
    const angle = (2 * Math.PI * hertz * i) / rate
    rest += (sample - sine * Math.sin(angle) - cosine * Math.cos(angle)) ** 2
  })
  return 10 * Math.log10(rest / middle.length / 0.5)
}

describe('resampling', () => {
  it.each([[16_000, 48_000], [22_050, 48_000], [24_000, 44_100], [48_000, 44_100]])('keeps a tone clean from %i to %i Hz', (from, to) => {
    const out = new Resampler(from, to).feed(tone(1000, from, 0.5))
    expect(distortion(out, 1000, to)).toBeLessThan(-50)
  })

  it('gives the same sound in pieces as in one', () => {
    const whole = tone(440, 22_050, 0.3)
    const once = new Resampler(22_050, 48_000).feed(whole)
    const stream = new Resampler(22_050, 48_000)
    const pieces: number[] = []
    for (let at = 0; at < whole.length; at += 777) pieces.push(...stream.feed(whole.slice(at, at + 777)))
    expect(pieces.length).toBe(once.length)
    expect(Math.max(...pieces.map((sample, i) => Math.abs(sample - (once[i] ?? 9))))).toBeLessThan(1e-4)
  })

  it('keeps the length to within the reach of its filter', () => {
    const out = new Resampler(16_000, 48_000).feed(tone(440, 16_000, 1))
    expect(Math.abs(out.length - 48_000)).toBeLessThan(64)
  })
})
