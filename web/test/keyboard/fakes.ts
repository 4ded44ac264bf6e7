import type { Wire } from '../../src/keyboard/line'
import type { Manner } from '../../src/keyboard/textBox'
import type { Adviser, Place } from '../../src/keyboard/ground'
import { Typist } from '../../src/keyboard/typist'
import type { Answer, Asked, Candidate, Kind, Point, Wishes, Written } from '../../src/keyboard/types'
import { initialWishes } from '../../src/keyboard/wishes'

export const candidate = (text: string, keys: number, kind: Kind = 'word', reading = ''): Candidate => ({ text, keys, kind, words: [text], reading })

export const answer = (candidates: Candidate[] = [], auto: number | null = null, shown = ''): Answer => ({ candidates, shown, auto })

/** A text box with the caret at its end. */
export class FakePlace implements Place {
  text = ''
  capitals = false
  entered = 0
  constructor(public manner: Manner = 'words') {}
  before = () => this.text
  write = (text: string, back = 0) => {
    this.text = this.text.slice(0, this.text.length - back) + text
  }
  erase = () => this.write('', 1)
  enter = () => {
    this.entered += 1
  }
}

/** Answers when the test says so. */
export class FakeAdviser implements Adviser {
  asked: Asked[] = []
  swiped: Point[][] = []
  learned: Written[] = []
  seq = 0
  ask = (asked: Asked) => {
    this.asked.push(asked)
    return ++this.seq
  }
  swipe = (path: Point[]) => {
    this.swiped.push(path)
    return ++this.seq
  }
  learn = (written: Written) => {
    this.learned.push(written)
  }
}

/** Somebody at a text box. */
export function typing(wishes: Partial<Wishes> = {}, place = new FakePlace()) {
  const adviser = new FakeAdviser()
  const typist = new Typist(adviser, { ...initialWishes('en'), ...wishes })
  typist.enterPlace(place)
  const types = (keys: string) => {
    for (const key of keys) {
      if (key === ' ') typist.space()
      else typist.text(key)
    }
  }
  const answered = (...given: Parameters<typeof answer>) => typist.answered(adviser.seq, answer(...given))
  return { typist, adviser, place, types, answered }
}

/** A WebSocket whose other end is the test. */
export class FakeWire implements Wire {
  sent: { type: string; seq?: number; [name: string]: unknown }[] = []
  closed = false
  onmessage: ((event: { data: unknown }) => void) | null = null
  onclose: (() => void) | null = null
  onopen: (() => void) | null = null
  send = (text: string) => {
    this.sent.push(JSON.parse(text) as { type: string })
  }
  close = () => {
    this.closed = true
  }
  says = (message: object) => this.onmessage?.({ data: JSON.stringify(message) })
}
