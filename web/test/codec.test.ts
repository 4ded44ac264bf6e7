import { describe, expect, it } from 'vitest'
import { decode, toInt16, unpack } from '../src/protocol/codec'

const bytes = (hex: string): ArrayBuffer =>
  Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16)).buffer

describe('a packet of speech', () => {
  it('is read as the server packs it', () => {
    // The same bytes stand in tests/gateways/test_web_talk.py.
    const packet = unpack(bytes('0700000022560000' + '00000100ffffff7f'))
    expect(packet).toMatchObject({ turn: 7, rate: 22_050 })
    expect(Array.from(packet?.samples ?? [])).toEqual([0, 1 / 32768, -1 / 32768, 32767 / 32768])
  })

  it.each(['', '07000000', '0700000022560000', '070000002256000001'])('is refused when cut short: %s', (hex) => {
    expect(unpack(bytes(hex))).toBeNull()
  })
})

describe('sound from the microphone', () => {
  it('becomes little-endian int16, clipped and not wrapped around', () => {
    const packed = new Uint8Array(toInt16(Float32Array.of(0, 1, -1, 2, -2, 0.5)))
    expect(Array.from(packed)).toEqual([0, 0, 0xff, 0x7f, 0, 0x80, 0xff, 0x7f, 0, 0x80, 0, 0x40])
  })
})

describe('a message', () => {
  it('is read by its type', () => {
    expect(decode('{"type":"thinking","turn":3}')).toEqual({ type: 'thinking', turn: 3 })
  })

  it.each(['{"type":"from_the_future"}', '{}', '[]', 'null', '5'])('of no known type is passed over: %s', (text) => {
    expect(decode(text)).toBeNull()
  })
})
