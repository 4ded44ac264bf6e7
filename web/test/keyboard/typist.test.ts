import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { candidate, FakePlace, typing } from './fakes'

describe('pinyin', () => {
  const zh = { language: 'zh' as const }

  it('is composed apart from the text and chosen part by part', () => {
    const { typist, adviser, place, types, answered } = typing(zh)
    types('nihao')
    expect(adviser.asked.at(-1)).toEqual({ typed: 'nihao', before: '' })
    answered([candidate('你好', 5, 'sentence', 'ni hao'), candidate('拟', 2, 'word', 'ni')])
    expect(place.text).toBe('')
    typist.choose(1)
    expect(adviser.asked.at(-1)).toEqual({ typed: 'hao', before: '拟' })
    answered([candidate('好', 3, 'word', 'hao')])
    typist.choose(0)
    expect(place.text).toBe('拟好')
    expect(adviser.learned).toEqual([{ text: '拟好', typed: 'nihao', kind: 'word', words: ['拟', '好'], reading: 'ni hao', before: '' }])
  })

  it('takes back a part with one key, and letters with the next', () => {
    const { typist, types, answered } = typing(zh)
    types('nihao')
    answered([candidate('你', 2)])
    typist.choose(0)
    typist.back()
    typist.back()
    typist.back()
    expect(typist.state.parts.map(({ text }) => text)).toEqual(['你'])
    typist.back()
    expect([typist.state.typed, typist.state.parts]).toEqual(['ni', []])
  })

  it('waits for the answer when the space bar, a number or a mark comes first', () => {
    for (const [key, text] of [[' ', '你好'], ['，', '你好，'], ['?', '你好？']] as const) {
      const { place, types, answered } = typing(zh)
      types(`nihao${key}`)
      expect(place.text).toBe('')
      answered([candidate('你好', 5)])
      expect(place.text).toBe(text)
    }
  })

  it('is written as letters by Enter, and when the text box is left', () => {
    const { typist, place, types } = typing(zh)
    types('hello')
    typist.enter()
    expect([place.text, place.entered]).toEqual(['hello', 0])
    types('nihao')
    typist.enterPlace(null)
    expect(place.text).toBe('hellonihao')
  })

  it('has Chinese marks, but not within figures', () => {
    const { place, types } = typing(zh)
    types('"a')
    expect(place.text).toBe('“')
    const other = typing(zh)
    other.types('3.14,"\'')
    expect(other.place.text).toBe('3.14，“‘')
    expect(place.text).toBe('“')
  })

  it('has a final on the semicolon in some double pinyin only', () => {
    const microsoft = typing({ ...zh, scheme: 'microsoft' })
    microsoft.types('t;')
    expect(microsoft.typist.state.typed).toBe('t;')
    const full = typing(zh)
    full.types('ta;')
    full.answered([candidate('他', 2)])
    expect(full.place.text).toBe('他；')
  })

  it('offers what comes next, and learns it when it is taken', () => {
    const { typist, adviser, place, types, answered } = typing(zh)
    types('nihao')
    answered([candidate('你好', 5)])
    types(' ')
    expect(adviser.asked.at(-1)).toEqual({ typed: '', before: '你好' })
    answered([candidate('吗', 0, 'next')])
    typist.choose(0)
    expect(place.text).toBe('你好吗')
    expect(adviser.learned.at(-1)).toMatchObject({ text: '吗', kind: 'next', before: '你好' })
  })
})

describe('English', () => {
  it('is written at once, completed, and spaced', () => {
    const { typist, place, adviser, types, answered } = typing()
    types('hel')
    expect(place.text).toBe('hel')
    expect(adviser.asked.at(-1)).toEqual({ typed: 'hel', before: '' })
    answered([candidate('hel', 3, 'typed'), candidate('hello', 3, 'completion')])
    typist.choose(1)
    expect(place.text).toBe('hello ')
    expect(adviser.learned).toEqual([{ text: 'hello', typed: 'hel', kind: 'completion', words: ['hello'], reading: '', before: '' }])
    types(',')
    expect(place.text).toBe('hello,')
  })

  it('puts in what was meant, and one key takes that back for good', () => {
    const { typist, place, adviser, types, answered } = typing()
    const slip = () => answered([candidate('the', 3, 'correction'), candidate('teh', 3, 'typed')], 0)
    types('teh')
    slip()
    types(' ')
    expect(place.text).toBe('the ')
    expect(adviser.learned.at(-1)).toMatchObject({ text: 'the', typed: 'teh', replaced: 'teh' })
    expect(typist.state.undo).toEqual({ typed: 'teh', put: 'the ' })
    typist.back()
    expect(place.text).toBe('teh')
    expect(adviser.learned.at(-1)).toMatchObject({ text: 'teh', insisted: true })
    slip()
    types(' ')
    expect(place.text).toBe('teh ')
  })

  it('sets right what was typed faster than anybody could answer', () => {
    const { place, types, answered, typist } = typing()
    types('teh ')
    expect(place.text).toBe('teh ')
    typist.moved() // as the page tells of what was just written
    answered([candidate('the', 3, 'correction')], 0)
    expect(place.text).toBe('the ')
    typist.back()
    expect(place.text).toBe('teh')
  })

  it('leaves it alone once more was typed', () => {
    const { place, adviser, types, typist } = typing()
    types('teh ')
    const seq = adviser.seq
    types('x')
    typist.answered(seq, { candidates: [candidate('the', 3, 'correction')], shown: '', auto: 0 })
    expect(place.text).toBe('teh x')
  })

  it('corrects nothing when that is not wished, and nothing that stood there before', () => {
    const plain = typing({ correct: false })
    plain.types('teh')
    plain.answered([candidate('the', 3, 'correction')], 0)
    plain.types(' ')
    expect(plain.place.text).toBe('teh ')
    const place = new FakePlace()
    place.text = 'teh'
    const old = typing({}, place)
    old.answered([candidate('the', 3, 'correction')], 0)
    old.types(' ')
    expect(place.text).toBe('teh ')
    expect(old.adviser.learned).toEqual([])
  })

  it('learns each word once, when it ends', () => {
    const { adviser, types, answered, typist } = typing()
    types('hi')
    answered([candidate('hi', 2, 'typed')])
    types('!')
    typist.enter()
    expect(adviser.learned.map(({ text }) => text)).toEqual(['hi'])
  })

  it('begins sentences with a capital, and only then', () => {
    const place = new FakePlace()
    place.capitals = true
    const { types, answered, typist } = typing({}, place)
    types('ok')
    answered([])
    types('. so')
    expect(place.text).toBe('Ok. So')
    expect(typist.state.shift).toBe('off')
    typist.lock()
    types('up')
    expect(place.text).toBe('Ok. SoUP')
  })
})

describe('a path over the letters', () => {
  it('writes the likeliest word, spaced, and another one in its place', () => {
    const { typist, place, adviser, types, answered } = typing()
    types('oh')
    typist.swipe([[5, 1, 0], [8, 0, 0.4]])
    answered([candidate('hello', 0, 'swipe'), candidate('hero', 0, 'swipe')])
    expect(place.text).toBe('oh hello')
    typist.choose(1)
    expect(place.text).toBe('oh hero ')
    expect(adviser.learned.map(({ text }) => text)).toEqual(['hero'])
    typist.swipe([[5, 1, 0], [8, 0, 0.4]])
    answered([candidate('there', 0, 'swipe')])
    expect(place.text).toBe('oh hero there')
    types('s')
    expect(place.text).toBe('oh hero there s')
    expect(adviser.learned.map(({ text }) => text)).toEqual(['hero', 'there'])
  })

  it('is composed in Chinese', () => {
    const { typist, place, answered } = typing({ language: 'zh' })
    typist.swipe([[7, 0, 0], [6, 0, 0.4]])
    answered([candidate('你好', 5, 'swipe'), candidate('泥', 2, 'swipe')], null, 'ni hao')
    expect([place.text, typist.state.typed]).toEqual(['', 'nihao'])
    typist.choose(1)
    expect(place.text).toBe('泥')
  })
})

describe('passwords, addresses and codes', () => {
  it.each(['secret', 'verbatim', 'digits'] as const)('are typed key by key, and nobody hears of %s', (manner) => {
    const place = new FakePlace(manner)
    const { typist, adviser, types } = typing({ language: 'zh' }, place)
    types('Hunter2 teh ')
    typist.swipe([[0, 0, 0]])
    typist.back()
    typist.enter()
    expect(place.text).toBe('Hunter2 teh')
    expect([adviser.asked, adviser.swiped, adviser.learned]).toEqual([[], [], []])
  })

  it('never learns anything when its person wants that, whatever is done', () => {
    fc.assert(fc.property(fc.constantFrom('zh' as const, 'en' as const), fc.array(fc.constantFrom('a', 't', ' ', '.', 'back', 'choose', 'enter', 'answer', 'swipe', 'undo'), { maxLength: 40 }), (language, keys) => {
      const { typist, adviser, types, answered } = typing({ language, private: true })
      for (const key of keys) {
        if (key === 'back') typist.back()
        else if (key === 'choose') typist.choose(0)
        else if (key === 'enter') typist.enter()
        else if (key === 'answer') answered([candidate('at', 1, 'correction'), candidate('a', 2)], 0, 'a')
        else if (key === 'swipe') typist.swipe([[0, 0, 0]])
        else if (key === 'undo') typist.takeBack()
        else types(key)
      }
      expect(adviser.learned).toEqual([])
    }))
  })

  it('asks once more when somebody answers again, if nobody knew', () => {
    const { typist, adviser, types, answered } = typing({ language: 'zh' })
    types('ni')
    answered([])
    typist.again()
    expect(adviser.asked.map(({ typed }) => typed)).toEqual(['', 'n', 'ni', 'ni'])
    answered([candidate('你', 2)])
    typist.again()
    expect(adviser.asked).toHaveLength(4)
  })

  it('answers that come too late, or twice, change nothing', () => {
    const { typist, place, adviser, types } = typing({ language: 'zh' })
    types('ni')
    const old = adviser.seq
    types('h')
    typist.answered(old, { candidates: [candidate('你', 2)], shown: 'ni', auto: null })
    expect(typist.state.fresh).toBe(false)
    types(' ')
    typist.answered(adviser.seq, { candidates: [], shown: '', auto: null })
    expect(place.text).toBe('nih')
  })
})
