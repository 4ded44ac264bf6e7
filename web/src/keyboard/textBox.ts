/** The text box that is typed in: what it takes, what stands before its caret, and writing into it. */

export type TextBox = HTMLInputElement | HTMLTextAreaElement

/** How a text box wants to be typed in. */
export type Manner =
  /** Words, which are composed, completed and learned. */
  | 'words'
  /** Addresses, names and codes: every key as it is, and nothing is learned. */
  | 'verbatim'
  | 'digits'
  /** Passwords: every key as it is, and none of them leaves the page. */
  | 'secret'

const WORDS = new Set(['text', 'search'])
const VERBATIM = new Set(['url', 'email'])
const DIGITS = new Set(['tel', 'number'])

/** What could be typed in here, or null. */
export function textBoxOf(target: EventTarget | null): TextBox | null {
  if (target instanceof HTMLTextAreaElement) return target.readOnly || target.disabled ? null : target
  if (!(target instanceof HTMLInputElement) || target.readOnly || target.disabled) return null
  return WORDS.has(target.type) || VERBATIM.has(target.type) || DIGITS.has(target.type) || target.type === 'password' ? target : null
}

/** What decides how a text box is typed in. */
export interface Traits { type: string; autocomplete: string; inputMode: string; code: boolean }

export function traitsOf(box: TextBox): Traits {
  return {
    type: box instanceof HTMLTextAreaElement ? 'text' : box.type,
    autocomplete: box.autocomplete, inputMode: box.inputMode, code: box.autocapitalize === 'none' && !box.spellcheck,
  }
}

export function mannerOf({ type, autocomplete, inputMode, code }: Traits): Manner {
  if (type === 'password' || /password|one-time-code|^cc-/.test(autocomplete)) return 'secret'
  if (DIGITS.has(type) || inputMode === 'numeric' || inputMode === 'decimal' || inputMode === 'tel') return 'digits'
  if (VERBATIM.has(type) || inputMode === 'url' || inputMode === 'email' || code || /username|email/.test(autocomplete)) return 'verbatim'
  return 'words'
}

export interface Caret { start: number; end: number }

/** Where the caret is; at the end of what does not tell. */
export function caretOf(box: TextBox): Caret {
  const { selectionStart, selectionEnd, value } = box
  return { start: selectionStart ?? value.length, end: selectionEnd ?? value.length }
}

/** What stands before the caret, as much of it as anybody looks at. */
export function beforeOf(box: TextBox, most: number): string {
  const { start } = caretOf(box)
  return box.value.slice(Math.max(0, start - most), start)
}

/**
 * Put `text` where the caret is, in place of what is selected and of `back` characters before it, as if it had been
 * typed: the page hears of it, and what does not fit is left out.
 */
export function write(box: TextBox, text: string, back = 0): void {
  const { start, end } = caretOf(box)
  const from = Math.max(0, start - back)
  if (from === end && text === '') return
  // Most browsers can write as if it had been typed, so that it can be undone; the way is old, but there is no other.
  if (document.activeElement === box && box.selectionStart !== null) {
    box.setSelectionRange(from, end)
    if (text === '' ? document.execCommand('delete') : document.execCommand('insertText', false, text)) return
  }
  const kept = box.value.length - (end - from)
  const room = box.maxLength < 0 ? text.length : Math.max(0, box.maxLength - kept)
  const fits = wholeCharacters(text, room)
  const value = box.value.slice(0, from) + fits + box.value.slice(end)
  // React hears of it only when its own setter is passed by.
  const prototype = box instanceof HTMLTextAreaElement ? HTMLTextAreaElement.prototype : HTMLInputElement.prototype
  Object.getOwnPropertyDescriptor(prototype, 'value')?.set?.call(box, value)
  if (box.selectionStart !== null) box.setSelectionRange(from + fits.length, from + fits.length)
  box.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: fits === '' ? 'deleteContentBackward' : 'insertText', data: fits === '' ? null : fits }))
}

/** The beginning of a text that is no longer than `room`, without half of a pair of surrogates. */
export function wholeCharacters(text: string, room: number): string {
  if (text.length <= room) return text
  const cut = text.slice(0, room)
  return /[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** Take away what is selected, else the character before the caret: a whole one, as people see it. */
export function erase(box: TextBox): void {
  const { start, end } = caretOf(box)
  if (start !== end) return write(box, '')
  const last = [...graphemes.segment(box.value.slice(Math.max(0, start - 40), start))].at(-1)
  if (last !== undefined) write(box, '', last.segment.length)
}

/** Enter: the page may take it as a key; else a line is broken, or the form is sent. */
export function enter(box: TextBox): void {
  const taken = !box.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', code: 'Enter', bubbles: true, cancelable: true }))
  if (taken) return
  if (box instanceof HTMLTextAreaElement) write(box, '\n')
  else box.form?.requestSubmit()
}

/** The word of an alphabet that ends at the caret: what completions go on from. */
export function wordBefore(before: string): string {
  return /(?:(?!\p{Script=Han})[\p{L}\p{M}\p{N}])+(?:['’][\p{L}\p{M}]*)*$/u.exec(before)?.[0] ?? ''
}

/** Whether a word has to be kept apart from what stands before it; Chinese and words stand close. */
export function needsSpace(before: string): boolean {
  return /(?!\p{Script=Han})[\p{L}\p{N},;.!?)]$/u.test(before)
}
