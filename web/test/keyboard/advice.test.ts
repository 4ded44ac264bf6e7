import 'fake-indexeddb/auto'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Advice, type Own, typedOf } from '../../src/keyboard/advice'
import { forgetTyping, keepPack, keepUnsent, keptPack, sent, unsentOf } from '../../src/keyboard/kept'
import { answerOf } from '../../src/keyboard/line'
import type { Answer, Written } from '../../src/keyboard/types'
import { initialWishes, wishesOf } from '../../src/keyboard/wishes'
import { answer, candidate, FakeWire } from './fakes'

const wishes = initialWishes('zh')
const written: Written = { text: '你好', typed: 'nihao', before: '', kind: 'sentence', words: ['你好'], reading: 'ni hao' }
const own: Own = { compose: (_, { typed }) => answer([candidate(`own ${typed}`, 1)]), swipe: () => answer([candidate('own', 0)]) }

function house(mine: Own | null = own) {
  const wires: FakeWire[] = []
  const answers: [number, Answer][] = []
  const lines: boolean[] = []
  const advice = new Advice(() => {
    const wire = new FakeWire()
    wires.push(wire)
    return wire
  }, wishes, 'anna', () => mine, (seq, given) => answers.push([seq, given]), (open) => lines.push(open))
  advice.start(wishes)
  const wire = () => wires.at(-1) as FakeWire
  const open = () => {
    wire().onopen?.()
    wire().says({ type: 'ready', pack: {} })
  }
  const texts = () => answers.map(([seq, { candidates }]) => [seq, candidates[0]?.text])
  return { advice, wires, wire, open, answers, texts, lines }
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
})
afterEach(async () => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  await forgetTyping()
})

describe('the line to the server', () => {
  it('says how one types before anything else, and again when that changes', () => {
    const { advice, wire, open } = house()
    expect(wire().sent).toEqual([])
    open()
    advice.start({ ...wishes, script: 'hant' })
    expect(wire().sent.map(({ type, script }) => [type, script])).toEqual([['start', 'hans'], ['start', 'hant']])
    advice.ask({ typed: 'ni', before: '' })
    expect(wire().sent.at(-1)).toEqual({ type: 'compose', seq: 1, typed: 'ni', before: '', fixed: [] })
  })

  it('gives what the server says, with what that lacks, and nothing that came out of turn', () => {
    const { advice, wire, open, answers } = house()
    open()
    const [first, second] = [advice.ask({ typed: 'n', before: '' }), advice.ask({ typed: 'ni', before: '' })]
    wire().says({ type: 'candidates', seq: first, candidates: [{ text: '你' }] })
    wire().says({ type: 'candidates', seq: second, candidates: [{ text: '你', keys: 2, kind: 'word' }, { keys: 2 }], shown: 'ni', auto: 7 })
    expect(answers).toEqual([[second, { candidates: [candidateLike('你')], shown: 'ni', auto: null }]])
    expect(answerOf({ candidates: 'x' })).toEqual({ candidates: [], shown: '', auto: null })
  })

  it('comes back by itself, and is let go when nobody types', () => {
    const { advice, wires, wire, open, lines } = house()
    open()
    wire().onclose?.()
    expect(lines).toEqual([true, false])
    vi.advanceTimersByTime(1_000)
    expect(wires).toHaveLength(2)
    open()
    vi.advanceTimersByTime(121_000)
    expect(wire().closed).toBe(true)
    advice.ask({ typed: 'x', before: '' })
    expect(wires).toHaveLength(3)
    advice.close()
  })
})

describe('what this device answers', () => {
  it('is shown when the server takes long, and what comes soon after is better', () => {
    const { advice, wire, open, texts } = house()
    open()
    const seq = advice.ask({ typed: 'ni', before: '' })
    vi.advanceTimersByTime(149)
    expect(texts()).toEqual([])
    vi.advanceTimersByTime(1)
    expect(texts()).toEqual([[seq, 'own ni']])
    wire().says({ type: 'candidates', seq, candidates: [{ text: '你' }] })
    expect(texts()).toEqual([[seq, 'own ni'], [seq, '你']])
    const slow = advice.ask({ typed: 'nih', before: '' })
    vi.advanceTimersByTime(700)
    wire().says({ type: 'candidates', seq: slow, candidates: [{ text: '你' }] })
    expect(texts().at(-1)).toEqual([slow, 'own nih'])
  })

  it('is shown at once when nobody is there, or the server cannot', () => {
    const { advice, wire, open, texts } = house()
    const seq = advice.ask({ typed: 'ni', before: '' })
    vi.advanceTimersByTime(0)
    expect(texts()).toEqual([[seq, 'own ni']])
    open()
    const refused = advice.swipe([[0, 0, 0]], '')
    wire().says({ type: 'error', seq: refused, code: 'busy', message: '' })
    expect(texts().at(-1)).toEqual([refused, 'own'])
    const broken = advice.ask({ typed: 'x', before: '' })
    wire().onclose?.()
    expect(texts().at(-1)).toEqual([broken, 'own x'])
  })

  it('is nothing where there is no pack, and then the server is waited for', () => {
    const { advice, wire, open, texts } = house(null)
    open()
    const seq = advice.ask({ typed: 'ni', before: '' })
    vi.advanceTimersByTime(5_000)
    expect(texts()).toEqual([])
    wire().says({ type: 'candidates', seq, candidates: [{ text: '你' }] })
    expect(texts()).toEqual([[seq, '你']])
    wire().onclose?.()
    const alone = advice.ask({ typed: 'x', before: '' })
    vi.advanceTimersByTime(0)
    expect(texts().at(-1)).toEqual([alone, undefined])
  })
})

describe('what was written', () => {
  it('is kept until the server has learned it', async () => {
    vi.useRealTimers()
    const { advice, wire, open } = house()
    open()
    advice.learn(written)
    expect(wire().sent.at(-1)).toMatchObject({ type: 'commit', seq: 1, text: '你好', reading: 'ni hao' })
    await vi.waitFor(async () => expect(await unsentOf('anna')).toHaveLength(1))
    wire().says({ type: 'learned', seq: 1 })
    await vi.waitFor(async () => expect(await unsentOf('anna')).toEqual([]))
    advice.close()
  })

  it('while nobody was there is sent when somebody is, once', async () => {
    vi.useRealTimers()
    const sentNow: unknown[] = []
    vi.stubGlobal('fetch', async (_: string, { body }: { body: string }) => {
      sentNow.push(JSON.parse(body))
      return new Response(null, { status: 204 })
    })
    await keepUnsent({ account: 'ben', language: 'en', written })
    const { advice, open } = house()
    advice.learn(written)
    await vi.waitFor(async () => expect(await unsentOf('anna')).toHaveLength(1))
    open()
    await vi.waitFor(async () => expect(await unsentOf('anna')).toEqual([]))
    expect(sentNow).toEqual([{ events: [{ words: ['你好'], language: 'zh', before: [], reading: 'ni hao', replaced: '', insisted: false }] }])
    expect(await unsentOf('ben')).toHaveLength(1)
    advice.close()
  })

  it('does not stand in the way for ever when the server cannot take it', async () => {
    vi.useRealTimers()
    const statuses = [503, 422]
    vi.stubGlobal('fetch', async () => new Response('{"code":"x"}', { status: statuses.shift() ?? 500 }))
    await keepUnsent({ account: 'anna', language: 'en', written })
    const { advice, wire, wires, open } = house()
    open()
    await vi.waitFor(() => expect(statuses).toEqual([422]))
    expect(await unsentOf('anna')).toHaveLength(1)
    wire().onclose?.()
    await vi.waitFor(() => expect(wires).toHaveLength(2))
    open()
    await vi.waitFor(async () => expect(await unsentOf('anna')).toEqual([]))
    expect(typedOf({ ...written, words: ['a'.repeat(65), ''] }, 'en').words).toEqual([])
    advice.close()
  })

  it('goes with whoever signs out, and the packs too', async () => {
    vi.useRealTimers()
    await keepPack('en', { bytes: new ArrayBuffer(3), at: 1 })
    const id = await keepUnsent({ account: 'anna', language: 'en', written })
    await sent([id + 1])
    expect((await keptPack('en'))?.bytes.byteLength).toBe(3)
    await forgetTyping()
    expect([await unsentOf('anna'), await keptPack('en')]).toEqual([[], null])
  })

  it('is told with the two words before it, where words have spaces', () => {
    expect(typedOf({ ...written, before: "I don't know, ", replaced: 'x' }, 'en')).toEqual({
      words: ['你好'], language: 'en', before: ["don't", 'know'], reading: 'ni hao', replaced: 'x', insisted: false,
    })
  })
})

describe('how one types', () => {
  it('is kept, and what makes no sense is left out', () => {
    const odd = wishesOf('{"language":"fr","scheme":"flypy","fuzzy":["z-zh","x"],"private":1,"correct":false}', 'zh')
    expect(odd).toEqual({ ...initialWishes('zh'), scheme: 'flypy', fuzzy: ['z-zh'], correct: false })
    for (const rubbish of [null, '', '{', 'null', '3', '[]']) expect(wishesOf(rubbish, 'en')).toEqual(initialWishes('en'))
  })
})

function candidateLike(text: string) {
  return { text, keys: 2, kind: 'word', words: [], reading: '' }
}
