import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Chinese } from '../../src/keyboard/offline/chinese'
import { English } from '../../src/keyboard/offline/english'
import { smallPack, unpacked } from '../../src/keyboard/offline/smallPack'
import { initialWishes } from '../../src/keyboard/wishes'
import { packed, type Word } from './pack'

const SYLLABLES = ['an', 'ba', 'hao', 'ni', 'qu', 'wo', 'xi', 'xian', 'yao', 'zi', 'zhi', 'zhong']
const reading = (...names: string[]) => names.map((each) => SYLLABLES.indexOf(each))
const HANZI: Word[] = [
  { text: '我', cost: 30, reading: reading('wo') }, { text: '窝', cost: 90, reading: reading('wo') },
  { text: '要', cost: 36, reading: reading('yao') }, { text: '药', cost: 60, reading: reading('yao') },
  { text: '去', cost: 40, reading: reading('qu') }, { text: '取', cost: 38, reading: reading('qu') },
  { text: '你', cost: 32, reading: reading('ni') }, { text: '好', cost: 40, reading: reading('hao') },
  { text: '你好', cost: 60, reading: reading('ni', 'hao') }, { text: '西安', cost: 80, reading: reading('xi', 'an') },
  { text: '先', cost: 50, reading: reading('xian') }, { text: '西', cost: 70, reading: reading('xi') }, { text: '安', cost: 70, reading: reading('an') },
  { text: '字', cost: 60, reading: reading('zi') }, { text: '之', cost: 55, reading: reading('zhi') }, { text: '中', cost: 50, reading: reading('zhong') },
]
const zh = smallPack(packed({ language: 'zh', words: HANZI, pairs: [['要', '去', 10], ['你好', '我', 20], ['你好', '中', 30]], syllables: SYLLABLES }))
const wishes = initialWishes('zh')
const fresh = () => new Chinese(zh, wishes)
const texts = (typed: string, how: Partial<typeof wishes> = {}, before = '') => new Chinese(zh, { ...wishes, ...how }).compose({ ...wishes, ...how }, { typed, before }).candidates.map(({ text }) => text)

/** Words for all letters. */
const whole = (typed: string, fuzzy: typeof wishes.fuzzy = []) => new Chinese(zh, { ...wishes, fuzzy }).compose({ ...wishes, fuzzy }, { typed, before: '' }).candidates
  .filter(({ keys, words }) => keys === typed.length && words.length === 1).map(({ text }) => text)

describe('pinyin without the server', () => {
  it('is read as words that go together', () => {
    const { candidates, shown } = fresh().compose(wishes, { typed: 'woyaoqu', before: '' })
    expect(shown).toBe('wo yao qu')
    expect(candidates[0]).toMatchObject({ text: '我要去', keys: 7, kind: 'sentence', words: ['我', '要', '去'], reading: 'wo yao qu' })
    expect(candidates.slice(-2).map(({ text, keys }) => [text, keys])).toEqual([['窝', 2], ['w', 1]])
  })

  it('is cut where the typist cuts it', () => {
    expect(texts('xian')[0]).toBe('先')
    expect(texts("xi'an")[0]).toBe('西安')
    expect(texts('xian')).toContain('西安')
  })

  it('may be short, unfinished, fuzzy or double', () => {
    expect(texts('nh')[0]).toBe('你好')
    expect(texts('nihao').slice(0, 1)).toEqual(texts('niha').slice(0, 1))
    expect(whole('zi')).toEqual(['字'])
    expect(whole('zi', ['z-zh'])).toEqual(['字', '之'])
    expect(texts('nihc', { scheme: 'flypy' })[0]).toBe('你好')
  })

  it('goes on from what stands there', () => {
    expect(texts('', {}, '你好')).toEqual(['我', '中'])
    expect(fresh().compose(wishes, { typed: 'x?', before: '' }).candidates[0]?.text).toContain('?')
  })

  it('is the same, letter by letter or all at once, whatever the letters', () => {
    const letters = fc.array(fc.constantFrom(...'woyaqunihxz', "'"), { maxLength: 14 }).map((each) => each.join(''))
    fc.assert(fc.property(letters, letters, (one, other) => {
      const slowly = fresh()
      for (const typed of [...prefixes(one), ...prefixes(other)]) slowly.compose(wishes, { typed, before: '' })
      const at = slowly.compose(wishes, { typed: other, before: '' })
      expect(at).toEqual(fresh().compose(wishes, { typed: other, before: '' }))
      for (const { keys } of at.candidates) expect(keys).toBeLessThanOrEqual(other.length)
    }), { numRuns: 60 })
  })

  it('takes its time from nobody, however odd the letters', () => {
    for (const piece of ['z', 'xian', "a'", 'zhong', '?']) {
      const took = [1, 2, 3].map(() => {
        const begun = performance.now()
        fresh().compose(wishes, { typed: piece.repeat(256).slice(0, 256), before: '' })
        return performance.now() - begun
      })
      // The machine may have more to do than this.
      expect(Math.min(...took), piece).toBeLessThan(2_000)
    }
  })
})

const en = new English(smallPack(packed({
  language: 'en',
  words: ['the', 'to', 'hello', 'help', 'help’s', 'house', 'I', 'Paris', 'tomorrow', 'morning', 'good', "don't", 'hero'].map((text, i) => ({ text, cost: 40 + 4 * i })),
  pairs: [['good', 'morning', 10], ['', 'good', 20]],
})))
const english = (typed: string, before = '') => {
  const { candidates, auto } = en.compose(initialWishes('en'), { typed, before })
  return { texts: candidates.map(({ text }) => text), auto: auto === null ? null : candidates[auto]?.text }
}

describe('English without the server', () => {
  it('is completed by what goes together, as it was begun', () => {
    expect(english('m', 'good ').texts[1]).toBe('morning')
    expect(english('Hel').texts.slice(0, 2)).toEqual(['Hel', 'Hello'])
    expect(english('HEL').texts).toContain('HELLO')
    expect(english('', 'good ').texts[0]).toBe('morning')
    expect(english('').texts).toEqual([])
  })

  it('is set right where one slip explains it, and left alone otherwise', () => {
    expect(english('tomorow').auto).toBe('tomorrow')
    expect(english('teh').auto).toBe('the')
    expect(english('dont').auto).toBe("don't")
    expect(english('i').auto).toBe('I')
    expect(english('paris').auto).toBe('Paris')
    expect([english('hello').auto, english('zzyzx').auto, english('he').auto]).toEqual([null, null, null])
  })

  it('is drawn', () => {
    const path: [number, number, number][] = [[5.5, 1, 0], [2, 0, 0.1], [8.4, 1, 0.3], [8, 0, 0.4]]
    expect(en.swipe(path, '').candidates[0]).toMatchObject({ text: 'hello', kind: 'swipe' })
    expect(en.swipe([], '').candidates).toEqual([])
  })
})

describe('a pack', () => {
  it('that is none, or is broken, is not read', async () => {
    const whole = packed({ language: 'en', words: [{ text: 'a', cost: 1 }] })
    for (const broken of [new ArrayBuffer(0), new ArrayBuffer(64), whole.slice(0, 40)]) expect(() => smallPack(broken)).toThrow(RangeError)
    await expect(unpacked(whole)).rejects.toThrow(RangeError)
    const squeezed = await new Response(new Blob([whole]).stream().pipeThrough(new CompressionStream('gzip'))).arrayBuffer()
    expect((await unpacked(squeezed)).words).toEqual(['', 'a'])
  })
})

function prefixes(text: string): string[] {
  return Array.from({ length: text.length }, (_, i) => text.slice(0, i + 1))
}
