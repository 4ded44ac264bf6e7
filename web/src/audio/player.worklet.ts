/** Plays the answer on the audio thread, and tells the page what was heard. */

import { PlayQueue } from './playQueue'
import type { PlayerOrder, PlayerReport } from './player'

const REPORT_SECONDS = 0.04

class Player extends AudioWorkletProcessor {
  private readonly queue = new PlayQueue()
  private sinceReport = 0
  private loudest = 0
  private last = 0

  constructor() {
    super()
    this.port.onmessage = ({ data }: MessageEvent<PlayerOrder>) => {
      if (data.order === 'add') this.queue.add(data.turn, data.samples)
      else if (data.order === 'silence') this.queue.silence(data.turn)
      else this.queue.reset()
    }
  }

  process(_: Float32Array[][], outputs: Float32Array[][]): boolean {
    const out = outputs[0]?.[0]
    if (!out) return true
    const turn = this.queue.pull(out)
    for (const sample of out) this.loudest = Math.max(this.loudest, Math.abs(sample))
    this.sinceReport += out.length
    if (this.sinceReport >= sampleRate * REPORT_SECONDS || (turn === 0 && this.last !== 0)) this.report(turn)
    return true
  }

  private report(turn: number): void {
    this.sinceReport = 0
    if (turn === 0 && this.last === 0) return
    const report: PlayerReport = { turn, level: this.loudest, played: this.queue.played(turn || this.last) }
    this.port.postMessage(report)
    this.last = turn
    this.loudest = 0
  }
}

registerProcessor('player', Player)
