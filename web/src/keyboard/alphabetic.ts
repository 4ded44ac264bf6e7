import { capital, Ground, type Late, written } from './ground'
import { needsSpace, wordBefore } from './textBox'
import type { Answer, Candidate } from './types'

export const SPACED = /^[\p{L}\p{N}]/u
const CLOSING = /^[.,?!;:)\]}%…”’]$/

/** Words that are written as they are typed, and what becomes of them when they end. */
export class Alphabetic extends Ground {
  protected letter(key: string): void {
    const { place } = this
    if (place === null) return
    if (/^[\p{L}\p{M}\p{N}'’]$/u.test(key)) {
      this.late = null
      if (this.swiped !== null && SPACED.test(key) && !this.spaced) place.write(' ')
      this.settle()
      place.write(key)
      this.begun = true
      this.look()
    } else if (CLOSING.test(key) && this.spaced && place.before().endsWith(' ')) {
      this.settle()
      place.write(key, 1)
      this.look()
    } else this.endWord(key)
  }

  /** A space or a mark after a word, which may have been meant otherwise. */
  protected endWord(after: string): void {
    const word = wordBefore(this.before())
    const { answer, fresh } = this.state
    const auto = fresh && answer.auto !== null ? answer.candidates[answer.auto] : undefined
    const ended = this.begun && word !== '' && this.swiped === null
    this.settle()
    if (ended && auto !== undefined && auto.text !== word) this.correct(word, auto, after)
    else {
      if (ended && fresh) this.learnWord(word)
      this.place?.write(after)
      if (ended && !fresh) this.late = { word, after }
    }
    this.begun = false
    if (this.late === null) this.look()
    else this.capitals()
  }

  protected correct(word: string, auto: Candidate, after: string): void {
    const before = this.before().slice(0, -word.length)
    this.place?.write(auto.text + after, word.length)
    this.set({ undo: { typed: word, put: auto.text + after } })
    this.learn({ ...written(auto), typed: word, replaced: word, before })
  }

  /** The answer came when the word was already ended. */
  protected correctLate({ word, after }: Late): void {
    this.late = null
    const { answer } = this.state
    const auto = answer.auto === null ? undefined : answer.candidates[answer.auto]
    const standing = this.before().endsWith(word + after)
    if (standing && auto !== undefined && auto.text !== word) {
      this.place?.write('', after.length)
      this.correct(word, auto, after)
    } else if (standing) this.learn({ text: word, typed: word, kind: 'typed', words: [word], before: this.before().slice(0, -(word + after).length) })
    this.look()
  }

  protected put(candidate: Candidate): void {
    const { place } = this
    if (place === null) return
    const before = this.before()
    const replaced = this.swiped?.put ?? (this.chinese ? '' : wordBefore(before))
    this.swiped = null
    const spaced = !this.chinese && SPACED.test(candidate.text)
    const glued = replaced === '' && spaced && needsSpace(before)
    this.settle()
    place.write((glued ? ' ' : '') + candidate.text + (spaced ? ' ' : ''), replaced.length)
    this.learn({ ...written(candidate), typed: this.begun ? replaced : '', before: before.slice(0, before.length - replaced.length) })
    this.spaced = spaced
    this.begun = false
    this.look()
  }

  /** What a path may have meant. The likeliest is written; another one replaces it. */
  protected followed(answer: Answer): void {
    const first = answer.candidates[0]
    this.asked = null
    if (first === undefined || this.place === null) return
    const before = this.before()
    const put = (needsSpace(before) ? ' ' : '') + (this.state.shift === 'off' ? first.text : capital(first.text))
    this.place.write(put)
    this.swiped = { put: put.trimStart(), was: { ...written(first), typed: '', before } }
    this.set({ answer: { ...answer, auto: null }, fresh: true, shift: this.state.shift === 'lock' ? 'lock' : 'off' })
  }

  protected learnWord(word = wordBefore(this.before())): void {
    if (!this.begun || word === '') return
    this.begun = false
    this.learn({ text: word, typed: word, kind: 'typed', words: [word], before: this.before().slice(0, -word.length) })
  }
}
