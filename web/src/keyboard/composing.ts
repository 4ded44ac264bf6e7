import { Alphabetic } from './alphabetic'
import type { Part } from './ground'
import { chineseMark } from './layout'
import { type Answer, type Candidate, type Kind, LONGEST_TYPED, SEMICOLON } from './types'

/** Pinyin, which is composed beside the text and written when it is chosen. */
export class Composing extends Alphabetic {
  protected pinyin(key: string): void {
    const { typed, parts } = this.state
    if (/^[a-z]$/i.test(key) || (typed !== '' && (key === "'" || (key === ';' && SEMICOLON.includes(this.state.wishes.scheme))))) {
      if (this.fixedTyped() + typed.length < LONGEST_TYPED) this.compose(typed + key, parts)
    } else if (!this.composing) {
      this.place?.write(chineseMark(key, this.before()))
      this.look()
    } else if (this.state.fresh) this.mark(key)
    else this.awaited = { for: 'mark', mark: key }
  }

  /** What a path may have meant is composed: it may be the beginning of more. */
  protected override followed(answer: Answer): void {
    if (!this.chinese) return super.followed(answer)
    this.asked = null
    const letters = answer.shown.replace(/\s/g, '')
    if (letters === '') return
    if (this.composing) return this.compose(this.state.typed + letters, this.state.parts)
    const whole = answer.candidates.map((each) => ({ ...each, keys: letters.length }))
    this.set({ typed: letters, answer: { ...answer, candidates: whole }, fresh: true })
  }

  /** A mark ends the sentence: the likeliest is taken. */
  protected mark(key: string): void {
    while (this.composing) this.take(this.state.answer.candidates.find(({ keys }) => keys >= this.state.typed.length))
    this.place?.write(chineseMark(key, this.before()))
    this.look()
  }

  protected compose(typed: string, parts: readonly Part[]): void {
    this.awaited = null
    this.set({ typed, parts, undo: null })
    this.look()
  }

  /** A candidate for the pinyin; without one, the letters themselves. */
  protected take(candidate: Candidate | undefined): void {
    const { typed, parts } = this.state
    const { text, keys, kind, words, reading } = candidate ?? { text: typed, keys: typed.length, kind: 'typed' as Kind, words: [typed], reading: '' }
    if (keys < typed.length) {
      this.compose(typed.slice(keys), [...parts, { text, typed: typed.slice(0, keys), words, reading }])
      return
    }
    const all = [...parts, { text, typed, words, reading }]
    const written = all.map((part) => part.text).join('')
    const before = this.before()
    this.clear()
    this.place?.write(written)
    this.learn({
      text: written, typed: all.map((part) => part.typed).join(''), kind, words: all.flatMap((part) => part.words),
      reading: all.map((part) => part.reading).filter((each) => each !== '').join(' '), before,
    })
    this.look()
  }

  /** What is composed is written as it stands: hanzi that were chosen, and letters. */
  protected asTyped(): void {
    this.take(undefined)
  }
}
