import type { Packet } from '../protocol/messages'
import playerUrl from './player.worklet.ts?worker&url'
import type { Played } from './playQueue'
import { Resampler } from './resample'
import { ScheduledSink } from './scheduledSink'

export type PlayerOrder =
  | { order: 'add'; turn: number; samples: Float32Array }
  | { order: 'silence'; turn: number }
  | { order: 'reset' }

export interface PlayerReport {
  /** The turn that sounds, or 0 for silence. */
  turn: number
  /** Loudest sample since the last report, in [0, 1]. */
  level: number
  played: Played
}

const DUCKED = 0.15

/** Parley's voice. */
export class Player {
  private resampler: Resampler | null = null
  private resampling = 0
  private floor = 0

  private constructor(
    private readonly context: AudioContext,
    private readonly gain: GainNode,
    private readonly order: (order: PlayerOrder) => void,
  ) {}

  static async open(context: AudioContext, onReport: (report: PlayerReport) => void): Promise<Player> {
    const gain = new GainNode(context)
    gain.connect(context.destination)
    if (!('audioWorklet' in context)) {
      const sink = new ScheduledSink(context, gain, onReport)
      return new Player(context, gain, (order) => sink.order(order))
    }
    await context.audioWorklet.addModule(playerUrl)
    const node = new AudioWorkletNode(context, 'player', { numberOfInputs: 0, outputChannelCount: [1] })
    node.connect(gain)
    node.port.onmessage = ({ data }: MessageEvent<PlayerReport>) => onReport(data)
    return new Player(context, gain, (order) => node.port.postMessage(order))
  }

  play({ turn, rate, samples }: Packet): void {
    if (turn <= this.floor || rate < 4_000 || rate > 192_000) return
    if (this.resampler?.from !== rate || this.resampling !== turn) {
      this.resampler = new Resampler(rate, this.context.sampleRate)
      this.resampling = turn
    }
    this.order({ order: 'add', turn, samples: this.resampler.feed(samples) })
  }

  /** Play nothing more of this turn, nor of any before it, whatever still arrives. */
  silence(turn: number): void {
    this.floor = Math.max(this.floor, turn)
    this.order({ order: 'silence', turn })
  }

  /** A new connection: turns may count from one again. */
  reset(): void {
    this.floor = 0
    this.order({ order: 'reset' })
  }

  /** Lower the voice while the person seems to speak over it. */
  duck(low: boolean): void {
    this.gain.gain.setTargetAtTime(low ? DUCKED : 1, this.context.currentTime, 0.05)
  }
}
