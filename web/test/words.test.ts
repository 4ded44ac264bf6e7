import { describe, expect, it } from 'vitest'
import { clock } from '../src/components/Timers'
import { visible } from '../src/audio/level'
import { backoff } from '../src/protocol/backoff'
import { fill, languageName, preferred, WORDS } from '../src/words'

const holes = (sentence: string) => [...sentence.matchAll(/\{\w+\}/g)].map(String).sort()

describe('what the page says', () => {
  it('is said in every language, with the same blanks', () => {
    const keys = Object.keys(WORDS.en) as (keyof typeof WORDS.en)[]
    expect(Object.keys(WORDS.zh).sort()).toEqual([...keys].sort())
    for (const key of keys) {
      expect(WORDS.zh[key].trim(), key).not.toBe('')
      expect(holes(WORDS.zh[key]), key).toEqual(holes(WORDS.en[key]))
    }
  })

  it('uses Chinese punctuation in Chinese', () => {
    for (const [key, sentence] of Object.entries(WORDS.zh)) {
      expect(sentence, key).not.toMatch(/\p{Script=Han}\s?[,?!:;.]/u)
    }
  })

  it('follows the browser, and its own blanks', () => {
    expect(preferred(['fr-FR', 'zh-TW', 'en'])).toBe('zh')
    expect(preferred(['de'])).toBe('en')
    expect(fill('{name}: {gone}.', { name: 'Tea' })).toBe('Tea: .')
  })

  it('names languages, and does not stumble over rubbish', () => {
    expect(languageName('zh', 'zh')).toBe('中文')
    expect(languageName('not a tag', 'en')).toBe('not a tag')
  })
})

describe('figures', () => {
  it('count timers down in whole seconds', () => {
    expect([600_000, 599_001, 59_000, 1, 0, 3_600_000].map(clock)).toEqual(['10:00', '10:00', '0:59', '0:01', '0:00', '1:00:00'])
  })

  it('wait longer after each lost connection, but never long', () => {
    expect([0, 1, 2, 20].map((attempt) => backoff(attempt, () => 1))).toEqual([500, 1000, 2000, 15_000])
    expect(backoff(0, () => 0)).toBe(250)
  })

  it('show loudness the way ears hear it', () => {
    expect([0, 0.001, 0.0316, 1].map(visible).map((each) => Math.round(each * 10) / 10)).toEqual([0, 0, 0.5, 1])
  })
})
