/** What one turn has played so far. */
export interface Played {
  turn: number
  samples: number
  /** Sum of the squares of the samples, for their root mean square. */
  energy: number
}

interface Piece {
  turn: number
  samples: Float32Array
}

/**
 * The answer's sound, waiting to be played: gapless, in order, and forgotten at once when its turn ends.
 *
 * It runs on the audio thread; it knows nothing of browsers so that tests can play it too.
 */
export class PlayQueue {
  private pieces: Piece[] = []
  private offset = 0
  private floor = 0
  private readonly tally = new Map<number, Played>()

  /** Append sound; false if its turn was silenced before. */
  add(turn: number, samples: Float32Array): boolean {
    if (turn <= this.floor) return false
    this.pieces.push({ turn, samples })
    return true
  }

  /** Play nothing more of this turn, nor of any before it. */
  silence(turn: number): void {
    this.floor = Math.max(this.floor, turn)
    if (this.pieces[0] && this.pieces[0].turn <= this.floor) this.offset = 0
    this.pieces = this.pieces.filter((piece) => piece.turn > this.floor)
  }

  /** Begin anew: turns count from one again. */
  reset(): void {
    this.pieces = []
    this.offset = 0
    this.floor = 0
    this.tally.clear()
  }

  /** Fill `out` with the next samples, silence where there are none; returns the turn heard, or 0. */
  pull(out: Float32Array): number {
    let filled = 0
    let heard = 0
    while (filled < out.length) {
      const piece = this.pieces[0]
      if (!piece) break
      const part = piece.samples.subarray(this.offset, this.offset + out.length - filled)
      out.set(part, filled)
      this.count(piece.turn, part)
      heard = piece.turn
      filled += part.length
      this.offset += part.length
      if (this.offset >= piece.samples.length) {
        this.pieces.shift()
        this.offset = 0
      }
    }
    out.fill(0, filled)
    return heard
  }

  /** Samples that wait. */
  get waiting(): number {
    return this.pieces.reduce((sum, piece) => sum + piece.samples.length, 0) - this.offset
  }

  /** What a turn has played. */
  played(turn: number): Played {
    return this.tally.get(turn) ?? { turn, samples: 0, energy: 0 }
  }

  private count(turn: number, part: Float32Array): void {
    const before = this.played(turn)
    let energy = before.energy
    for (const sample of part) energy += sample * sample
    this.tally.set(turn, { turn, samples: before.samples + part.length, energy })
    if (this.tally.size > 32) this.tally.delete(Math.min(...this.tally.keys()))
  }
}
