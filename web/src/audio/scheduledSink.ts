import type { PlayerOrder, PlayerReport } from './player'
import { PlayQueue } from './playQueue'

const AHEAD_SECONDS = 0.12
const TICK_MS = 30

/**
 * Plays on pages without an audio thread: browsers withhold AudioWorklet from plain http pages, and a
 * tablet that may not listen should still be able to speak.
 */
export class ScheduledSink {
  private readonly queue = new PlayQueue()
  private readonly sources = new Set<AudioBufferSourceNode>()
  private until = 0
  private last = 0

  constructor(
    private readonly context: AudioContext,
    private readonly output: AudioNode,
    private readonly onReport: (report: PlayerReport) => void,
  ) {
    window.setInterval(() => this.tick(), TICK_MS)
  }

  order(order: PlayerOrder): void {
    if (order.order === 'add') {
      this.queue.add(order.turn, order.samples)
      return
    }
    if (order.order === 'silence') this.queue.silence(order.turn)
    else this.queue.reset()
    this.sources.forEach((source) => source.stop())
    this.sources.clear()
    this.until = 0
  }

  private tick(): void {
    const { currentTime, sampleRate } = this.context
    while (this.queue.waiting > 0 && this.until < currentTime + AHEAD_SECONDS) {
      const samples = new Float32Array(Math.min(this.queue.waiting, Math.round(sampleRate * 0.04)))
      const turn = this.queue.pull(samples)
      this.schedule(samples, Math.max(this.until, currentTime))
      this.report(turn, samples.reduce((most, each) => Math.max(most, Math.abs(each)), 0))
    }
    if (this.last !== 0 && this.until <= currentTime) this.report(0, 0)
  }

  private schedule(samples: Float32Array, at: number): void {
    const buffer = this.context.createBuffer(1, samples.length, this.context.sampleRate)
    buffer.getChannelData(0).set(samples)
    const source = new AudioBufferSourceNode(this.context, { buffer })
    source.connect(this.output)
    source.onended = () => this.sources.delete(source)
    source.start(at)
    this.sources.add(source)
    this.until = at + buffer.duration
  }

  private report(turn: number, level: number): void {
    this.onReport({ turn, level, played: this.queue.played(turn || this.last) })
    this.last = turn
  }
}
