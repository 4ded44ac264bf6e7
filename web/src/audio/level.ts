/** Root mean square of samples, from 0 to 1. */
export function rms(samples: Float32Array): number {
  let sum = 0
  for (const sample of samples) sum += sample * sample
  return samples.length === 0 ? 0 : Math.sqrt(sum / samples.length)
}

/** How large a loudness looks, from 0 (−50 dB or less) to 1 (−10 dB or more): ears are logarithmic. */
export function visible(level: number): number {
  const decibels = 20 * Math.log10(Math.max(level, 1e-5))
  return Math.max(0, Math.min(1, (decibels + 50) / 40))
}

/** Both sides' loudness now, read by what draws it. */
export interface Levels {
  person: number
  parley: number
}
