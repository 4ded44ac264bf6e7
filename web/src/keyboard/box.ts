import { beforeOf, enter, erase, mannerOf, type TextBox, traitsOf, write } from './textBox'
import type { Place } from './ground'
import { LONGEST_BEFORE } from './types'

/** A text box of the page as the keyboard's place; while it writes, what the page tells of it is its own doing. */
export class BoxPlace implements Place {
  readonly manner
  readonly capitals
  private writing = false
  private readonly inputMode: string | null

  constructor(readonly box: TextBox) {
    this.manner = mannerOf(traitsOf(box))
    this.capitals = !['none', 'off'].includes(box.autocapitalize)
    this.inputMode = box.getAttribute('inputmode')
  }

  get busy(): boolean {
    return this.writing
  }

  before(): string {
    return beforeOf(this.box, LONGEST_BEFORE)
  }

  write(text: string, back = 0): void {
    this.doing(() => write(this.box, text, back))
  }

  erase(): void {
    this.doing(() => erase(this.box))
  }

  enter(): void {
    this.doing(() => enter(this.box))
  }

  /** The device's own keyboard stays away meanwhile. */
  take(): void {
    this.box.setAttribute('inputmode', 'none')
  }

  leave(): void {
    if (this.inputMode === null) this.box.removeAttribute('inputmode')
    else this.box.setAttribute('inputmode', this.inputMode)
  }

  private doing(work: () => void): void {
    this.writing = true
    try {
      work()
    } finally {
      this.writing = false
    }
  }
}
