import type { Answer, Asked, Candidate, Wishes } from '../types'
import { type Range, Readings } from './readings'
import { type SmallPack, STEPS } from './smallPack'
import { type Edge, LONGEST_SYLLABLE, Syllables } from './syllables'

/** A word that some of the letters may be. */
interface Match { start: number; end: number; word: number; cost: number; cuts: readonly number[]; range: Range }
/** What begins at a place, and how far was looked to know it. */
interface Row { matches: readonly Match[]; likely: readonly Match[]; seen: number }
/** What was composed last, so that a key more or less costs little. */
interface Work { letters: string; last: number; rows: Row[]; states: State[][] }
/** The cheapest way to get somewhere, ending with a word. */
interface State { cost: number; match: Match | null; before: State | null }

/** Ways that are followed from one place. */
const BEAM = 8
/** Words of one row of syllables that take part in sentences. */
const OF_ROW = 8
/** Of the first letters all are offered, or nearly. */
const OF_FIRST_ROW = 50
/** Words that end at the same place and take part in sentences. */
const ENDING = 16
/** Rows of syllables that begin at one place: typed letters may mean many. */
const ROWS = 100
const LONGEST_WORD = 8
/** A letter that is no pinyin. */
const LETTER = 14 * STEPS
const SENTENCES = 3
const MOST = 60
/** Letters that are decoded; nobody types more before choosing. */
const LONGEST = 80

/** Pinyin to hanzi by words and pairs, for when nobody else answers. */
export class Chinese {
  private readonly readings: Readings
  private syllables: Syllables
  private wishes: Wishes
  private work: Work = { letters: '', last: -1, rows: [], states: [] }
  private numbers: ReadonlyMap<string, number> | null = null

  constructor(private readonly pack: SmallPack, wishes: Wishes) {
    this.readings = new Readings(pack)
    this.syllables = new Syllables(pack, wishes)
    this.wishes = wishes
  }

  compose(wishes: Wishes, { typed, before }: Asked): Answer {
    if (wishes !== this.wishes) {
      this.wishes = wishes
      this.work = { letters: '', last: -1, rows: [], states: [] }
      this.syllables = new Syllables(this.pack, wishes)
    }
    const last = this.lastWord(before)
    if (typed === '') return { candidates: this.next(last), shown: '', auto: null }
    const letters = typed.slice(0, LONGEST).toLowerCase()
    const ways = this.ways(letters, last)
    const candidates = unique([...ways.map((way) => this.sentence(way)), ...this.firstWords(this.work.rows[0]?.matches ?? [], last)]).slice(0, MOST)
    return { candidates, shown: ways[0] === undefined ? typed : spaced(ways[0], letters) + typed.slice(LONGEST), auto: null }
  }

  /** The cheapest ways through all letters. */
  private ways(letters: string, last: number): State[] {
    const before = this.work
    const same = before.last === last ? common(before.letters, letters) : 0
    // Places whose words end before what changed stay as they are, and so do the ways that pass them.
    let from = 0
    while (from < before.rows.length && (before.rows[from]?.seen ?? Infinity) < same) from++
    const rows = before.rows.slice(0, from)
    const states = Array.from({ length: letters.length + 1 }, (_, at) => (from === 0 ? [] : (before.states[at] ?? []).filter(({ match }) => match === null || match.start < from)))
    if (from === 0) states[0] = [{ cost: 0, match: null, before: null }]
    this.work = { letters, last, rows, states }
    for (let at = from; at < letters.length; at++) {
      const here = cheapest(states[at] ?? [])
      const row = here.length === 0 ? { matches: [], likely: [], seen: at } : this.row(letters, at)
      rows[at] = row
      for (const match of row.likely) {
        for (const state of here) {
          const word = state.match === null ? last : state.match.word
          const cost = state.cost + match.cost + (match.word === 0 ? 0 : this.pack.after(word, match.word))
          states[match.end]?.push({ cost, match, before: state })
        }
      }
    }
    return cheapest(states[letters.length] ?? []).slice(0, SENTENCES)
  }

  /** Words that begin at a place, and the letter itself where there is none. */
  private row(letters: string, start: number): Row {
    const found: Match[] = []
    let left = ROWS
    let seen = start
    const follow = (range: Range, at: number, cost: number, cuts: readonly number[]) => {
      for (const [word, share] of this.readings.words(range, start === 0 ? OF_FIRST_ROW : OF_ROW)) found.push({ start, end: at, word, cost: cost + share, cuts, range })
      seen = Math.max(seen, at + LONGEST_SYLLABLE)
      if (range.depth >= LONGEST_WORD || at >= letters.length) return
      for (const edge of this.edges(letters, at)) {
        for (const deeper of this.readings.steps(range, edge.first, edge.last)) {
          if (left-- <= 0) return
          follow(deeper, edge.end, cost + edge.cost, [...cuts, edge.end])
        }
      }
    }
    follow(this.readings.whole, start, 0, [])
    const alone = { start, end: start + 1, word: 0, cost: LETTER, cuts: [start + 1], range: this.readings.whole }
    const matches = [...found.filter(({ end }) => end > start), alone]
    return { matches, likely: this.likely(matches), seen }
  }

  /** The words that take part in sentences: so many for each place where they end. */
  private likely(matches: readonly Match[]): Match[] {
    const count = new Map<number, number>()
    const cost = (match: Match) => match.cost + (this.pack.cost[match.word] ?? 255)
    return [...matches].sort((one, other) => cost(one) - cost(other)).filter(({ end, word }) => {
      const before = count.get(end) ?? 0
      count.set(end, before + 1)
      return before < ENDING || word === 0
    })
  }

  /** What is written out first: letters may mean many rows, and those are the likely ones. */
  private edges(letters: string, at: number): Edge[] {
    return this.syllables.edges(letters, at).sort((one, other) => one.cost - other.cost || other.end - one.end)
  }

  private sentence(way: State): Candidate {
    const matches = matchesOf(way)
    const words = matches.map((match) => this.textOf(match))
    return {
      text: words.join(''), keys: matches.at(-1)?.end ?? 0, kind: matches.length > 1 ? 'sentence' : 'word', words,
      reading: matches.map((match) => this.readingOf(match)).filter((each) => each !== '').join(' '),
    }
  }

  /** Words for the first letters, the longest first. */
  private firstWords(matches: readonly Match[], last: number): Candidate[] {
    const cost = (match: Match) => match.cost + (match.word === 0 ? 1e6 : this.pack.after(last, match.word))
    return [...matches]
      .sort((one, other) => other.end - one.end || cost(one) - cost(other))
      .map((match): Candidate => ({ text: this.textOf(match), keys: match.end, kind: 'word', words: [this.textOf(match)], reading: this.readingOf(match) }))
  }

  private textOf({ word, start, end }: Match): string {
    return word === 0 ? this.work.letters.slice(start, end) : this.pack.words[word] ?? ''
  }

  private readingOf({ word, range }: Match): string {
    return word === 0 ? '' : this.readings.row(range).map((each) => this.syllables.names[each] ?? '').join(' ')
  }

  private next(last: number): Candidate[] {
    return this.pack.followers(last, 9).map((word) => {
      const text = this.pack.words[word] ?? ''
      return { text, keys: 0, kind: 'next', words: [text], reading: '' }
    })
  }

  /** The longest word that the text before ends with; the beginning of a sentence after a mark. */
  private lastWord(before: string): number {
    this.numbers ??= new Map(this.pack.words.map((word, i) => [word, i]))
    for (let length = Math.min(4, before.length); length > 0; length--) {
      const known = this.numbers.get(before.slice(-length))
      if (known !== undefined) return known
    }
    return 0
  }
}

/** Letters that two texts begin with alike. */
function common(one: string, other: string): number {
  let at = 0
  while (at < one.length && one[at] === other[at]) at++
  return at
}

/** The cheapest states, one for each last word. */
function cheapest(states: readonly State[]): State[] {
  const best = new Map<number, State>()
  for (const state of states) {
    const word = state.match?.word ?? -1
    const known = best.get(word)
    if (known === undefined || state.cost < known.cost) best.set(word, state)
  }
  return [...best.values()].sort((one, other) => one.cost - other.cost).slice(0, BEAM)
}

function matchesOf(way: State): Match[] {
  const found: Match[] = []
  for (let state: State | null = way; state !== null && state.match !== null; state = state.before) found.push(state.match)
  return found.reverse()
}

/** The letters with a space between syllables. */
function spaced(way: State, letters: string): string {
  const cuts = matchesOf(way).flatMap((match) => match.cuts)
  return cuts.map((end, i) => letters.slice(cuts[i - 1] ?? 0, end).replace(/[' ]+$/, '')).join(' ')
}

/** Each text once, where it stands first. */
export function unique(candidates: readonly Candidate[]): Candidate[] {
  const known = new Set<string>()
  return candidates.filter(({ text }) => !known.has(text) && known.add(text))
}
