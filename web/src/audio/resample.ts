/**
 * Change the rate of a stream of samples, piece by piece and without seams.
 *
 * Windowed-sinc interpolation (J. O. Smith, "Digital Audio Resampling Home Page"): each output sample is a
 * weighted sum of its neighbours in the input, the weights a sinc under a Hann window.
 */
export class Resampler {
  private static readonly REACH = 16
  private kept = new Float32Array(Resampler.REACH)
  private at = Resampler.REACH // position of the next output sample, in input samples, from the start of `kept`
  private readonly step: number
  private readonly cutoff: number

  constructor(readonly from: number, readonly to: number) {
    this.step = from / to
    this.cutoff = Math.min(1, to / from)
  }

  /** Take input samples; give the output samples they complete. */
  feed(samples: Float32Array): Float32Array {
    if (this.from === this.to) return samples
    const input = new Float32Array(this.kept.length + samples.length)
    input.set(this.kept)
    input.set(samples, this.kept.length)
    const reach = Math.ceil(Resampler.REACH / this.cutoff)
    const out: number[] = []
    while (this.at + reach < input.length) {
      out.push(this.interpolate(input, this.at, reach))
      this.at += this.step
    }
    const unneeded = Math.max(0, Math.floor(this.at) - reach)
    this.kept = input.slice(unneeded)
    this.at -= unneeded
    return Float32Array.from(out)
  }

  private interpolate(input: Float32Array, at: number, reach: number): number {
    const first = Math.max(0, Math.ceil(at - reach))
    const last = Math.floor(at + reach)
    let sum = 0
    for (let i = first; i <= last; i++) {
      const distance = at - i
      const x = Math.PI * distance * this.cutoff
      const sinc = x === 0 ? 1 : Math.sin(x) / x
      const window = 0.5 + 0.5 * Math.cos((Math.PI * distance) / reach)
      sum += (input[i] ?? 0) * sinc * window
    }
    return sum * this.cutoff
  }
}
