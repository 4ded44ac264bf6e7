/** What goes between the keyboard and the server, as docs/typing.md describes it. */

export type Language = 'zh' | 'en'
export const LANGUAGES: readonly Language[] = ['zh', 'en']

export const SCHEMES = ['full', 'flypy', 'microsoft', 'natural', 'sogou', 'ziguang', 'abc'] as const
export type Scheme = (typeof SCHEMES)[number]
/** Double pinyin that has a final on the semicolon's key. */
export const SEMICOLON: readonly Scheme[] = ['microsoft', 'sogou', 'ziguang']
export const FUZZY = ['z-zh', 'c-ch', 's-sh', 'n-l', 'f-h', 'r-l', 'an-ang', 'en-eng', 'in-ing'] as const
export type Fuzzy = (typeof FUZZY)[number]

/** How a person types. */
export interface Wishes {
  language: Language
  scheme: Scheme
  script: 'hans' | 'hant'
  fuzzy: Fuzzy[]
  /** English words inside pinyin. */
  mixed: boolean
  layout: 'qwerty'
  emoji: boolean
  /** The space bar may put in another word than was typed. */
  correct: boolean
  /** Nothing is learned. */
  private: boolean
}

export type Kind = 'typed' | 'sentence' | 'word' | 'completion' | 'correction' | 'next' | 'emoji' | 'swipe'

export interface Candidate {
  text: string
  /** Characters of what was typed that it stands for, from the first on. */
  keys: number
  kind: Kind
  words: string[]
  /** Of Chinese: syllables without tones, separated by spaces. */
  reading: string
}

/** The answer to a key. */
export interface Answer {
  candidates: Candidate[]
  /** What is typed as it is shown while it is composed (`wo yao qu`). */
  shown: string
  /** The candidate that the space bar puts in place of what was typed. */
  auto: number | null
}

/** What is asked with every key. */
export interface Asked {
  typed: string
  /** What stands before it. */
  before: string
}

/** Where a finger was: widths of a key from the centre of the first row's first key, and seconds. */
export type Point = [x: number, y: number, t: number]

/** Something that was written; the server learns from it. */
export interface Written {
  text: string
  typed: string
  before: string
  kind: Kind
  words: string[]
  reading: string
  /** The keys, where a correction was taken instead of them. */
  replaced?: string
  /** A correction was undone, or the keys chosen as they are. */
  insisted?: boolean
}

/** No more than this is composed at once; the server refuses what is longer. */
export const LONGEST_TYPED = 256
/** Characters before the caret that are looked at. */
export const LONGEST_BEFORE = 200
/** Points of a swipe. */
export const MOST_POINTS = 2_000

export const NOTHING: Answer = { candidates: [], shown: '', auto: null }
