import type { Language } from '../types'

/** A pack as `src/parley/keyboard/offline.py` writes it. Costs are -ln P, in steps. */

const MAGIC = 'PARLEYKB'
/** Costs of a natural logarithm. */
export const STEPS = 12

interface Header {
  language: string
  name: string
  licence: string
  steps: number
  sections: Record<string, [at: number, size: number]>
  syllables?: string[]
  schemes?: Record<string, Record<string, number>>
  fuzzy?: Record<string, [number, number][]>
}

export interface SmallPack {
  language: Language
  name: string
  licence: string
  /** Word 0 is the beginning of a sentence. */
  words: readonly string[]
  /** Without context. */
  cost: Uint8Array
  /** The cost of a word after another one. */
  after: (first: number, word: number) => number
  /** What follows a word most often. */
  followers: (first: number, most: number) => number[]
  /** Words of a language with an alphabet, by their small letters. */
  order: Uint16Array
  header: Header
  bytes: (name: string) => Uint8Array
  numbers: (name: string) => Uint16Array
}

/** A file as it is sent and kept, which is compressed; raises `RangeError` for what is no pack. */
export async function unpacked(file: ArrayBuffer): Promise<SmallPack> {
  const stream = new Blob([file]).stream().pipeThrough(new DecompressionStream('gzip'))
  // Whatever is wrong with it is called differently everywhere.
  const plain = await new Response(stream).arrayBuffer().catch((error: unknown) => {
    throw new RangeError('no pack', { cause: error })
  })
  return smallPack(plain)
}

/** Read a pack; raises `RangeError` for what is none. */
export function smallPack(file: ArrayBuffer): SmallPack {
  const header = headerOf(file)
  const from = 12 + new DataView(file).getUint32(8, true)
  const place = (name: string): [number, number] => {
    const [at, size] = header.sections[name] ?? [0, 0]
    return [from + at, size]
  }
  const bytes = (name: string) => new Uint8Array(file, ...place(name))
  const numbers = (name: string) => {
    const [at, size] = place(name)
    return new Uint16Array(file, at, size / 2)
  }
  const words = cut(new TextDecoder().decode(bytes('text')), bytes('lengths'))
  const [cost, back, next, pair] = [bytes('cost'), bytes('back'), numbers('next'), bytes('pair')]
  const starts = sums(numbers('pairs'))
  if (header.steps !== STEPS || cost.length !== words.length || (starts.at(-1) ?? 0) !== next.length) throw new RangeError('no complete pack')
  const after = (first: number, word: number) => {
    let [low, high] = [starts[first] ?? 0, starts[first + 1] ?? 0]
    const end = high
    while (low < high) {
      const middle = (low + high) >> 1
      if ((next[middle] ?? 0) < word) low = middle + 1
      else high = middle
    }
    return low < end && next[low] === word ? pair[low] ?? 255 : (back[first] ?? 0) + (cost[word] ?? 255)
  }
  const followers = (first: number, most: number) => {
    const places = Array.from({ length: (starts[first + 1] ?? 0) - (starts[first] ?? 0) }, (_, i) => (starts[first] ?? 0) + i)
    return places.sort((a, b) => (pair[a] ?? 0) - (pair[b] ?? 0)).slice(0, most).map((at) => next[at] ?? 0)
  }
  return {
    language: header.language === 'zh' ? 'zh' : 'en', name: header.name, licence: header.licence, words, cost, after, followers,
    order: numbers('order'), header, bytes, numbers,
  }
}

function headerOf(file: ArrayBuffer): Header {
  const told = file.byteLength < 16 ? '' : new TextDecoder().decode(new Uint8Array(file, 0, 8))
  if (told !== MAGIC) throw new RangeError('no pack')
  const size = new DataView(file).getUint32(8, true)
  try {
    return JSON.parse(new TextDecoder().decode(new Uint8Array(file, 12, size))) as Header
  } catch (error) {
    if (error instanceof SyntaxError) throw new RangeError('no pack')
    throw error
  }
}

function cut(text: string, lengths: Uint8Array): string[] {
  let at = 0
  return Array.from(lengths, (length) => text.slice(at, (at += length)))
}

export function sums(counts: ArrayLike<number>): Uint32Array {
  const made = new Uint32Array(counts.length + 1)
  for (let i = 0; i < counts.length; i++) made[i + 1] = (made[i] ?? 0) + (counts[i] ?? 0)
  return made
}
