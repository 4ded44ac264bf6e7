import { Composing } from './composing'
import type { Place } from './ground'
import type { Answer, Point, Wishes } from './types'

/** What keys do. Knows neither how the keyboard looks nor who answers. */
export class Typist extends Composing {
  /** Another text box, or none. What was composed for the one before is written as it was typed. */
  enterPlace(place: Place | null): void {
    if (this.composing) this.asTyped()
    this.place = place
    this.clear()
    this.set({ manner: place?.manner ?? 'words', shift: 'off' })
    this.look()
  }

  wish(wishes: Wishes): void {
    if (this.composing) this.asTyped()
    this.clear()
    this.set({ wishes })
    this.look()
  }

  /** The caret or the text was changed by somebody else. */
  moved(): void {
    if (!this.composing) this.look()
  }

  /** Somebody answers again: what nobody knew is asked once more. */
  again(): void {
    if (this.place === null || this.state.answer.candidates.length > 0 || this.swiped !== null) return
    this.asked = null
    this.look()
  }

  /** A key that writes something; one of a real keyboard is a capital already where one is meant. */
  text(key: string, exact = false): void {
    const { place } = this
    if (place === null) return
    const letter = !exact && /^\p{L}$/u.test(key)
    const written = letter && this.state.shift !== 'off' ? key.toLocaleUpperCase() : key
    if (this.state.shift === 'once' && letter) this.set({ shift: 'off' })
    if (this.state.manner !== 'words') {
      place.write(written)
      return
    }
    if (this.chinese) this.pinyin(written)
    else this.letter(written)
  }

  space(): void {
    if (this.place === null) return
    if (this.chinese && this.composing) {
      if (this.state.fresh) this.choose(0)
      else this.awaited = { for: 'space' }
    } else if (this.state.manner === 'words' && !this.chinese) this.endWord(' ')
    else {
      this.place.write(' ')
      this.look()
    }
  }

  enter(): void {
    if (this.composing) return this.asTyped()
    this.ended()
    this.place?.enter()
    this.look()
  }

  /** Whoever typed is done with the line. */
  ended(): void {
    if (this.state.manner === 'words' && !this.chinese) this.learnWord()
    this.settle()
  }

  back(): void {
    const { place, state } = this
    if (place === null) return
    if (state.typed !== '') {
      this.compose(state.typed.slice(0, -1), state.parts)
    } else if (state.parts.length > 0) {
      this.compose(state.parts.at(-1)?.typed ?? '', state.parts.slice(0, -1))
    } else if (!this.takeBack()) {
      this.settle()
      place.erase()
      this.look()
    }
  }

  /** Take back the correction just made; false where there is none. */
  takeBack(): boolean {
    const { undo } = this.state
    if (undo === null || this.place === null || !this.place.before().endsWith(undo.put)) return false
    this.insisted.add(undo.typed)
    this.place.write(undo.typed, undo.put.length)
    this.learn({ text: undo.typed, typed: undo.typed, words: [undo.typed], kind: 'typed', insisted: true })
    this.settle()
    this.look()
    return true
  }

  /** Leave what is composed. */
  cancel(): void {
    this.clear()
    this.look()
  }

  shift(): void {
    this.set({ shift: this.state.shift === 'off' ? 'once' : 'off' })
  }

  lock(): void {
    this.set({ shift: 'lock' })
  }

  /** Take a candidate. */
  choose(at: number): void {
    const candidate = this.state.answer.candidates[at]
    if (!this.state.fresh) {
      this.awaited = { for: 'choice', at }
      return
    }
    if (this.composing) this.take(candidate)
    else if (candidate !== undefined) this.put(candidate)
  }

  swipe(path: Point[]): void {
    if (this.place === null || this.state.manner !== 'words') return
    this.settle()
    this.asked = { seq: this.adviser.swipe(path, this.before() + this.fixedText()), what: 'swipe' }
  }

  /** What the adviser said. What was asked before the last question is of no use any more. */
  answered(seq: number, answer: Answer): void {
    if (this.asked === null || this.asked.seq !== seq || this.place === null) return
    if (this.asked.what === 'swipe') return this.followed(answer)
    this.set({ answer: this.without(answer), fresh: true })
    const { awaited, late } = this
    this.awaited = null
    if (awaited?.for === 'space') this.choose(0)
    else if (awaited?.for === 'choice') this.choose(awaited.at)
    else if (awaited?.for === 'mark') this.mark(awaited.mark)
    else if (late !== null) this.correctLate(late)
  }
}
