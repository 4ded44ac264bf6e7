import { describe, expect, it } from 'vitest'
import type { FromServer } from '../src/protocol/messages'
import { after, START, type TalkEvent, type TalkState } from '../src/talk/state'

const ready: FromServer = { type: 'ready', version: '1' }
const heard = (turn: number, text: string, final: boolean): FromServer => ({
  type: 'heard', turn, text, language: 'en', final, engine: 'moonshine', spans: [],
})
const said = (turn: number, text: string): FromServer => ({ type: 'said', turn, text, language: 'en', emotion: 'neutral' })
const ended = (turn: number, reason: 'answered' | 'interrupted' | 'nothing_heard' | 'elsewhere'): FromServer => ({
  type: 'ended', turn, reason, follow_up: false, intent: '', slots: {}, timings: {},
})
const did = (kind: string, data: Record<string, unknown>): FromServer => ({ type: 'did', turn: 1, kind, data })

const play = (...events: TalkEvent[]): TalkState => events.reduce(after, START)

describe('the transcript', () => {
  it('shows words as they are heard, then finally, then the answer, as one turn', () => {
    const state = play(ready, { type: 'listening', turn: 1 }, heard(1, 'what', false), heard(1, 'what time', false),
      heard(1, 'What time is it?', true), { type: 'thinking', turn: 1 }, said(1, 'It is nine.'), said(1, 'Sharp.'), ended(1, 'answered'))
    expect(state.turns).toHaveLength(1)
    expect(state.turns[0]).toMatchObject({ heard: { text: 'What time is it?', final: true }, thinking: false })
    expect(state.turns[0]?.said.map(({ text }) => text)).toEqual(['It is nine.', 'Sharp.'])
    expect(state.listening).toBe(0)
  })

  it('keeps what was said before the connection was lost, though turns count from one again', () => {
    const state = play(ready, heard(1, 'before', true), { type: 'link', link: 'lost' }, ready, heard(1, 'after', true))
    expect(state.turns.map((turn) => turn.heard?.text)).toEqual(['before', 'after'])
  })

  it('is not cluttered by a turn in which nothing happened', () => {
    expect(play(ready, { type: 'listening', turn: 1 }, ended(1, 'nothing_heard'))).toMatchObject({ turns: [], listening: 0 })
  })

  it('shows nothing when another device answers', () => {
    expect(play(ready, ended(1, 'elsewhere'))).toMatchObject({ turns: [], listening: 0, error: null })
  })

  it('stops showing thought when the person interrupts', () => {
    const state = play(ready, heard(1, 'hm', true), { type: 'thinking', turn: 1 }, { type: 'interrupted', upTo: 1 })
    expect(state.turns[0]?.thinking).toBe(false)
  })
})

describe('timers', () => {
  it('are shown in the order they ring, ring, and are stopped', () => {
    const running = play(ready, did('timer_started', { id: 'b', name: 'tea', rings_at: '2026-11-21T09:10:00+00:00' }),
      did('timer_started', { id: 'a', name: '', rings_at: '2026-11-21T09:05:00Z' }))
    expect(running.timers.map(({ key }) => key)).toEqual(['a', 'b'])
    const ringing = after(running, did('timer_rang', { id: 'b', name: 'tea' }))
    expect(ringing.ringing).toEqual([{ key: 'b', kind: 'timer', name: 'tea' }])
    expect(ringing.timers.map(({ key }) => key)).toEqual(['a'])
    expect(after(ringing, { type: 'stop_ringing' }).ringing).toEqual([])
    const both = after(ringing, did('reminder_rang', { id: 'c', name: 'Water the plants' }))
    expect(both.ringing.map(({ kind }) => kind)).toEqual(['timer', 'reminder'])
  })

  it('that are paused keep what is left, and come after those that run', () => {
    const started = play(ready, did('timer_started', { id: 'a', name: '', rings_at: '2026-11-21T09:05:00Z' }),
      did('timer_started', { id: 'b', name: 'tea', rings_at: '2026-11-21T09:10:00Z' }))
    const paused = after(started, did('timer_changed', { id: 'a', name: '', left: 61.5 }))
    expect(paused.timers.map(({ key, left }) => [key, left])).toEqual([['b', 0], ['a', 61_500]])
    const resumed = after(paused, did('timer_changed', { id: 'a', name: '', rings_at: '2026-11-21T09:06:00Z' }))
    expect(resumed.timers.map(({ key, left }) => [key, left])).toEqual([['a', 0], ['b', 0]])
  })

  it('ring beside a device that is looked for, until somebody stops it anywhere', () => {
    const sought = play(ready, did('timer_rang', { id: 'b' }), did('find', { id: 'f', name: 'Phone', occurrence: 'f' }))
    expect(sought.ringing.map(({ kind }) => kind)).toEqual(['timer', 'find'])
    expect(after(sought, did('stop', {})).ringing).toEqual([])
  })

  it('that make no sense are not shown', () => {
    expect(play(ready, did('timer_started', { id: 'a', rings_at: 'soon' })).timers).toEqual([])
  })
})

describe('music', () => {
  const song = did('music', { state: 'playing', title: '晴天', artist: '周杰伦', at: 0 })

  it('is shown while it plays, is paused, goes on, and is over', () => {
    const playing = play(ready, heard(1, 'play', true), did('music', { state: 'playing' }), song)
    expect(playing.music).toEqual({ playing: true, title: '晴天', artist: '周杰伦', station: '' })
    expect(playing.turns[0]?.music).toBe(true)
    const paused = after(playing, did('music', { state: 'paused' }))
    expect(paused.music).toMatchObject({ playing: false, title: '晴天' })
    expect(after(paused, did('music', { state: 'playing' })).music).toMatchObject({ playing: true, title: '晴天' })
    expect(after(paused, did('music', { state: 'stopped' })).music).toBeNull()
  })

  it('of a station says what the station plays', () => {
    const state = play(ready, did('music', { state: 'playing', station: 'Jazz FM' }),
      did('music', { state: 'playing', station: 'Jazz FM', title: 'So What' }))
    expect(state.music).toMatchObject({ station: 'Jazz FM', title: 'So What' })
  })

  it('that goes on after a noise ends listening', () => {
    const state = play(ready, song, { type: 'listening', turn: 1 }, did('music', { state: 'playing' }))
    expect(state.listening).toBe(0)
  })
})

describe('a wake word', () => {
  it('is acknowledged until the words after it were heard', () => {
    const woken = play(ready, { type: 'listening', turn: 3 }, { type: 'woke', turn: 3, word: 'okay_nabu' })
    expect(woken.woken).toBe(woken.listening)
    expect(after(woken, heard(3, 'What time is it?', true)).listening).not.toBe(woken.woken)
  })
})

describe('a connection that comes back', () => {
  it('takes the timers that run from the server, not from memory', () => {
    const timer = (id: string): FromServer => did('timer_started', { id, name: '', rings_at: '2030-01-01T12:00:00Z' })
    expect(play(ready, timer('gone'), timer('kept'), ready, timer('kept')).timers.map(({ key }) => key)).toEqual(['kept'])
  })
})

describe('an answer that is known from somewhere', () => {
  it('keeps what it is about and who says so, beside its own turn', () => {
    const known = { id: 'Q216059', label: 'Mount Tai', source: 'Wikidata' }
    const state = play(ready, heard(1, 'How tall is Mount Tai?', true), did('knowledge', known), said(1, '1,533 metres.'))
    expect(state.turns[0]?.known).toEqual(known)
    expect(play(ready, did('knowledge', { id: 5 })).turns[0]?.known).toEqual({ id: '', label: '', source: '' })
  })

  it('keeps what was found, as far as it can be shown', () => {
    const hit = { kind: 'note', title: 'Flat', open: 'notes/n1', url: '' }
    const state = play(ready, heard(1, 'Find my note', true), did('found', { query: 'flat', total: 7, hits: [hit, null, 'x', {}] }))
    expect(state.turns[0]?.found).toEqual({ query: 'flat', total: 7, hits: [hit, { kind: '', title: '', open: '', url: '' }] })
    expect(play(ready, did('found', {})).turns[0]?.found).toEqual({ query: '', total: 0, hits: [] })
  })
})
