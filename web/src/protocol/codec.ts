import type { FromServer, Packet } from './messages'

const KINDS: ReadonlySet<string> = new Set<FromServer['type']>([
  'ready', 'pong', 'look', 'away', 'listening', 'woke', 'heard', 'thinking', 'said', 'did', 'failed', 'ended', 'error',
])

/** Read one JSON message; null for a kind this page does not know, so that newer servers may say more. */
export function decode(text: string): FromServer | null {
  const value: unknown = JSON.parse(text)
  if (typeof value !== 'object' || value === null) return null
  const { type } = value as { type?: unknown }
  return typeof type === 'string' && KINDS.has(type) ? (value as FromServer) : null
}

const HEADER_BYTES = 8

/** Read one packet of speech: uint32 turn, uint32 rate, int16 samples, all little-endian. */
export function unpack(buffer: ArrayBuffer): Packet | null {
  if (buffer.byteLength <= HEADER_BYTES || buffer.byteLength % 2 !== 0) return null
  const view = new DataView(buffer)
  const samples = new Float32Array((buffer.byteLength - HEADER_BYTES) / 2)
  for (let i = 0; i < samples.length; i++) {
    samples[i] = view.getInt16(HEADER_BYTES + 2 * i, true) / 32768
  }
  return { turn: view.getUint32(0, true), rate: view.getUint32(4, true), samples }
}

/** Samples in [-1, 1] as int16 little-endian. */
export function toInt16(samples: Float32Array): ArrayBuffer {
  const view = new DataView(new ArrayBuffer(samples.length * 2))
  samples.forEach((sample, i) => {
    const clipped = Math.max(-1, Math.min(1, sample))
    view.setInt16(2 * i, Math.round(clipped < 0 ? clipped * 32768 : clipped * 32767), true)
  })
  return view.buffer as ArrayBuffer
}
