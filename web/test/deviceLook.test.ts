import { describe, expect, it } from 'vitest'
import { barsOf, connectionWords, figureOf, outcomeOf, serverFor, shownOf, waited } from '../src/home/deviceLook'
import { type LiveState, merged } from '../src/home/live'
import { WORDS } from '../src/words'

const STATE: LiveState = {
  id: 'a', connected: true, state: 'idle', since: 0, gateway: '', transport: '', model: '', firmware: '', details: {},
  volume: null, muted: false, turns: 0,
}

describe('the picture of a device', () => {
  it('is of what it speaks, else of what it calls itself, else of its kind', () => {
    const of = (gateway: string, model: string) => figureOf('speaker', { gateway, model })
    expect([of('xiaozhi', ''), of('xiaoai', ''), of('wyoming', ''), of('speaker', 'esp32')]).toEqual(['board', 'mi', 'satellite', 'computer'])
    expect([of('', 'ESP32-S3-BOX-3'), of('web', 'Raspberry Pi 5'), of('', 'LX06'), of('', 'Acme One')]).toEqual(['board', 'computer', 'mi', 'speaker'])
    expect([figureOf('phone', { gateway: 'xiaozhi', model: '' }), figureOf('speaker', undefined)]).toEqual(['phone', 'speaker'])
  })

  it('shows what it does, and of a speaker that went that it went', () => {
    expect(shownOf('speaker', { ...STATE, state: 'listening' }, false)).toBe('listening')
    expect(shownOf('speaker', { ...STATE, connected: false }, true)).toBe('gone')
    expect(shownOf('browser', { ...STATE, connected: false }, true)).toBe('idle')
    expect([shownOf('speaker', undefined, true), shownOf('speaker', undefined, false)]).toEqual(['idle', 'gone'])
  })

  it('is told by how it is connected', () => {
    expect(connectionWords(WORDS.en, { gateway: 'xiaozhi', transport: 'mqtt+udp' })).toBe('XiaoZhi · MQTT and UDP')
    expect(connectionWords(WORDS.zh, { gateway: 'wyoming', transport: '' })).toBe('Wyoming')
    expect(connectionWords(WORDS.en, { gateway: 'toaster', transport: 'smoke' })).toBe('toaster · smoke')
    expect(connectionWords(WORDS.en, { gateway: '', transport: '' })).toBe('')
  })
})

describe('the stages of a turn', () => {
  it('stand in their order, as wide as they were long, without those that took no time', () => {
    const bars = barsOf({ first_audio: 0.5, endpoint: 0.5, act: 0, total: 1, other: 9 }, 2)
    expect(bars).toEqual([{ stage: 'endpoint', seconds: 0.5, share: 25 }, { stage: 'first_audio', seconds: 0.5, share: 25 }])
    expect(barsOf({}, 0)).toEqual([])
    expect(waited({ endpoint: 0.5, first_audio: 0.25, total: 9 })).toBe(0.75)
  })

  it('never grow out of their chart', () => {
    const all = [{ endpoint: 0.7, recognise: 1.2 }, { act: 0.001 }, { first_audio: 3 }]
    const longest = Math.max(1, ...all.map(waited))
    for (const timings of all) {
      expect(barsOf(timings, longest).reduce((sum, { share }) => sum + share, 0)).toBeLessThanOrEqual(100.0001)
    }
  })

  it('are told with how it went', () => {
    expect(outcomeOf({ reason: 'answered', failure: '' })).toBeNull()
    expect(outcomeOf({ reason: 'answered', failure: 'device_failed' })).toBe('turnFailed')
    expect(outcomeOf({ reason: 'nothing_heard', failure: 'nothing_heard' })).toBe('turnNothing')
    expect(outcomeOf({ reason: 'interrupted', failure: '' })).toBe('turnInterrupted')
  })
})

describe('what the feed tells', () => {
  it('replaces what it tells of and nothing else', () => {
    const first = merged(new Map(), [STATE, { ...STATE, id: 'b' }])
    const then = merged(first, [{ ...STATE, id: 'b', state: 'speaking' }])
    expect([then.get('a')?.state, then.get('b')?.state]).toEqual(['idle', 'speaking'])
    expect(merged(then, [])).toBe(then)
  })
})

describe('the address for a device', () => {
  const at = (address: string) => serverFor(new URL(address) as unknown as Location, 'HOST')

  it('is the one the page was opened at', () => {
    expect(at('http://192.168.1.5:8420/')).toEqual({
      local: false, host: '192.168.1.5', origin: 'http://192.168.1.5:8420', plain: true, ota: 'http://192.168.1.5:8420/xiaozhi/ota/',
    })
    expect(at('https://parley.example/')).toMatchObject({ plain: false, ota: 'https://parley.example/xiaozhi/ota/' })
  })

  it('is left open where it means the machine itself', () => {
    for (const address of ['http://localhost:8420/', 'http://127.0.0.1:8420/', 'http://[::1]:8420/']) {
      expect(at(address)).toMatchObject({ local: true, ota: 'http://HOST:8420/xiaozhi/ota/' })
    }
    expect(at('http://localhost.example/').local).toBe(false)
  })
})
