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
/** Seconds in which two thirds of a change of volume are done: too slow for a click, too fast to notice. */
const GLIDE = 0.015

/** Parley's voice. */
export class Player {
  private resampler: Resampler | null = null
  private resampling = 0
  private floor = 0
  private sounds = false

  private constructor(
    private readonly context: AudioContext,
    private readonly ducking: GainNode,
    private readonly volume: GainNode,
    private readonly order: (order: PlayerOrder) => void,
    private readonly onReport: (report: PlayerReport) => void,
  ) {}

  /** `gain` is what to multiply samples by at first. */
  static async open(context: AudioContext, gain: number, onReport: (report: PlayerReport) => void): Promise<Player> {
    const ducking = new GainNode(context)
    const volume = new GainNode(context, { gain })
    ducking.connect(volume).connect(context.destination)
    if (!('audioWorklet' in context)) {
      const sink = new ScheduledSink(context, ducking, (report) => player.hear(report))
      const player = new Player(context, ducking, volume, (order) => sink.order(order), onReport)
      return player
    }
    await context.audioWorklet.addModule(playerUrl)
    const node = new AudioWorkletNode(context, 'player', { numberOfInputs: 0, outputChannelCount: [1] })
    node.connect(ducking)
    const player = new Player(context, ducking, volume, (order) => node.port.postMessage(order), onReport)
    node.port.onmessage = ({ data }: MessageEvent<PlayerReport>) => player.hear(data)
    return player
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
    this.ducking.gain.setTargetAtTime(low ? DUCKED : 1, this.context.currentTime, 0.05)
  }

  /** Multiply samples by this from now on: without a click in what sounds, else in full before what is next. */
  amplify(value: number): void {
    const { gain } = this.volume
    if (this.sounds) gain.setTargetAtTime(value, this.context.currentTime, GLIDE)
    else gain.setValueAtTime(value, this.context.currentTime)
  }

  private hear(report: PlayerReport): void {
    this.sounds = report.turn !== 0
    this.onReport(report)
  }
}
