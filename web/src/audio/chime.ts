const EVERY_MS = 2_400
const OFTEN_MS = 900
const LONGEST_MS = 120_000
const SOFT = 0.14
const LOUD = 0.8
/** E5, then A5: a fourth up, which sounds like a question and not like an alarm. */
const NOTES = [659.26, 880]

/** Ring until the returned function is called, two minutes at most: softly, or to be heard under a cushion. */
export function ringUntilStopped(loud = false): () => void {
  const context = new AudioContext()
  const peak = loud ? LOUD : SOFT
  const strike = () => NOTES.forEach((pitch, i) => bell(context, pitch, context.currentTime + 0.22 * i, peak))
  strike()
  const again = window.setInterval(strike, loud ? OFTEN_MS : EVERY_MS)
  const enough = window.setTimeout(() => window.clearInterval(again), LONGEST_MS)
  return () => {
    window.clearInterval(again)
    window.clearTimeout(enough)
    void context.close()
  }
}

function bell(context: AudioContext, pitch: number, at: number, peak: number): void {
  const gain = new GainNode(context, { gain: 0 })
  gain.gain.setValueAtTime(0, at)
  gain.gain.linearRampToValueAtTime(peak, at + 0.01)
  gain.gain.exponentialRampToValueAtTime(0.0005, at + 1.4)
  const tone = new OscillatorNode(context, { type: 'sine', frequency: pitch })
  tone.connect(gain).connect(context.destination)
  tone.start(at)
  tone.stop(at + 1.5)
}
