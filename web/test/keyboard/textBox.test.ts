import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { centreOf, chineseMark, LETTERS, neighboursOf, rowsOf } from '../../src/keyboard/layout'
import { mannerOf, needsSpace, type Traits, wholeCharacters, wordBefore } from '../../src/keyboard/textBox'

const traits = (more: Partial<Traits>): Traits => ({ type: 'text', autocomplete: '', inputMode: '', code: false, ...more })

describe('a text box', () => {
  it('says by what it is for how it is typed in', () => {
    expect(mannerOf(traits({}))).toBe('words')
    expect(mannerOf(traits({ type: 'search' }))).toBe('words')
    for (const secret of [{ type: 'password' }, { autocomplete: 'new-password' }, { autocomplete: 'one-time-code', inputMode: 'numeric' }, { autocomplete: 'cc-number' }]) {
      expect(mannerOf(traits(secret)), JSON.stringify(secret)).toBe('secret')
    }
    for (const verbatim of [{ type: 'email' }, { type: 'url' }, { inputMode: 'url' }, { autocomplete: 'username' }, { code: true }]) {
      expect(mannerOf(traits(verbatim)), JSON.stringify(verbatim)).toBe('verbatim')
    }
    expect(mannerOf(traits({ inputMode: 'numeric' }))).toBe('digits')
  })

  it('is not given half a character', () => {
    expect(wholeCharacters('a😀', 2)).toBe('a')
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), fc.nat(20), (text, room) => {
      const cut = wholeCharacters(text, room)
      expect(text.startsWith(cut) && cut.length <= room).toBe(true)
      expect(cut).not.toMatch(/\p{Surrogate}/u)
    }))
  })
})

describe('the word before the caret', () => {
  it('is of an alphabet, with its apostrophes', () => {
    expect(["I don't", 'über', '我们go', '去北京', 'a, ', "rock'n'roll", "it'"].map(wordBefore)).toEqual(["don't", 'über', 'go', '', '', "rock'n'roll", "it'"])
  })

  it('is kept apart from words, not from Chinese or brackets', () => {
    expect(['a', 'a,', '我', '。', '(', ' ', ''].map(needsSpace)).toEqual([true, true, false, false, false, false, false])
  })
})

describe('the keys', () => {
  it('stand in rows of the same width, whatever they write', () => {
    for (const layer of ['letters', 'numbers', 'symbols'] as const) {
      for (const chinese of [true, false]) {
        for (const row of rowsOf(layer, chinese, chinese)) {
          expect(row.reduce((sum, { width }) => sum + width, 0), `${layer} ${chinese}`).toBeCloseTo(10)
        }
        const keys = rowsOf(layer, chinese).flat().flatMap((key) => (key.kind === 'text' ? [key.text] : []))
        expect(new Set(keys).size, `${layer} ${chinese}`).toBe(keys.length)
      }
    }
  })

  it('are where the server believes them to be', () => {
    expect([centreOf('q'), centreOf('p'), centreOf('a'), centreOf('m'), centreOf('qw'), centreOf('é')]).toEqual([[0, 0], [9, 0], [0.5, 1], [7.5, 2], null, null])
    expect([...neighboursOf('g')].sort().join('')).toBe('fhtvy')
    expect(LETTERS.join('').replace(/./g, (each) => (neighboursOf(each).includes(each) ? each : ''))).toBe('')
  })

  it('write the marks of Chinese, quotes in turn', () => {
    expect(chineseMark('"', '他说“')).toBe('”')
    expect(chineseMark('.', '3')).toBe('.')
    expect(chineseMark('.', '三')).toBe('。')
    expect(chineseMark('@', '')).toBe('@')
  })
})
