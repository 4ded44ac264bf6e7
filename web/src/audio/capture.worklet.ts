/** Gathers the microphone's samples into packets of 30 ms. */

const PACKET_SECONDS = 0.03

class Capture extends AudioWorkletProcessor {
  private packet = new Float32Array(Math.round(sampleRate * PACKET_SECONDS))
  private filled = 0

  process(inputs: Float32Array[][]): boolean {
    let input = inputs[0]?.[0]
    while (input && input.length > 0) {
      const part = input.subarray(0, this.packet.length - this.filled)
      this.packet.set(part, this.filled)
      this.filled += part.length
      input = input.subarray(part.length)
      if (this.filled === this.packet.length) {
        this.port.postMessage(this.packet, [this.packet.buffer])
        this.packet = new Float32Array(Math.round(sampleRate * PACKET_SECONDS))
        this.filled = 0
      }
    }
    return true
  }
}

registerProcessor('capture', Capture)
