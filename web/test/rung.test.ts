import { beforeEach, expect, test, vi } from 'vitest'
import { keepRung, rungLately } from '../src/talk/rung'

let kept: Map<string, string>

beforeEach(() => {
  kept = new Map()
  const localStorage = { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => kept.set(key, value) }
  vi.stubGlobal('window', { localStorage })
})

test('what rang is remembered, also after a reload, and rings once', () => {
  expect(keepRung('timers:a:1')).toBe(true)
  expect(keepRung('timers:a:1')).toBe(false)
  expect(keepRung('timers:a:2')).toBe(true)
  expect(rungLately()).toEqual(['timers:a:1', 'timers:a:2'])
})

test('as many are remembered as a hello may name, the latest ones', () => {
  for (let n = 0; n < 60; n++) keepRung(`timers:a:${n}`)
  expect(rungLately()).toHaveLength(50)
  expect(rungLately()[49]).toBe('timers:a:59')
})

test.each(['', '{', '5', '[5, null, "no spaces", "timers:a:1"]'])('rubbish in the storage does no harm: %s', (text) => {
  kept.set('parley.rung', text)
  expect(rungLately().every((each) => each === 'timers:a:1')).toBe(true)
  expect(keepRung('timers:b:1')).toBe(true)
})
