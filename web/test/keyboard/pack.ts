import { STEPS } from '../../src/keyboard/offline/smallPack'

/** A word with its cost without context, and, of Chinese, the numbers of its syllables. */
export interface Word { text: string; cost: number; reading?: number[] }
export interface Made { language: string; words: Word[]; pairs?: [first: string, next: string, cost: number][]; syllables?: string[] }

/** A small pack as the server makes them. */
export function packed({ language, words, pairs = [], syllables = [] }: Made): ArrayBuffer {
  const all: Word[] = [{ text: '', cost: 12 }, ...words]
  const number = (text: string) => all.findIndex((each) => each.text === text)
  const rows = all.map(({ text }) => pairs.filter(([first]) => first === text).map(([, next, cost]) => [number(next), cost] as const).sort((a, b) => a[0] - b[0]))
  const entries = all.flatMap(({ reading, cost }, id) => (reading === undefined ? [] : [{ id, reading, cost }]))
    .sort((a, b) => compare(a.reading, b.reading) || a.cost - b.cost)
  const fold = (id: number) => (all[id]?.text ?? '').toLowerCase()
  const sections: Record<string, Uint8Array | Uint16Array> = {
    lengths: Uint8Array.from(all, ({ text }) => text.length),
    text: new TextEncoder().encode(all.map(({ text }) => text).join('')),
    cost: Uint8Array.from(all, ({ cost }) => cost),
    back: new Uint8Array(all.length).fill(6),
    pairs: Uint16Array.from(rows, (row) => row.length),
    next: Uint16Array.from(rows.flat(), ([id]) => id),
    pair: Uint8Array.from(rows.flat(), ([, cost]) => cost),
    order: Uint16Array.from(words, (_, i) => i + 1).sort((a, b) => (fold(a) < fold(b) ? -1 : 1)),
    reading: Uint16Array.from(entries.flatMap(({ reading }) => reading)),
    depth: Uint8Array.from(entries, ({ reading }) => reading.length),
    entry: Uint16Array.from(entries, ({ id }) => id),
    share: new Uint8Array(entries.length),
  }
  let at = 0
  const places = Object.fromEntries(Object.entries(sections).map(([name, { byteLength }]) => {
    const place = [at, byteLength]
    at += Math.ceil(byteLength / 8) * 8
    return [name, place]
  }))
  const full = Object.fromEntries(syllables.map((each, i) => [each, i]))
  const flypy = { ni: full['ni'], hc: full['hao'] }
  const fuzzy = { 'z-zh': [[full['zi'], full['zhi']], [full['zhi'], full['zi']]] }
  const told = JSON.stringify({ language, name: 'made', licence: 'CC0-1.0', steps: STEPS, sections: places, syllables, schemes: { full, flypy }, fuzzy })
  const header = new TextEncoder().encode(told.padEnd(Math.ceil((told.length + 12) / 8) * 8 - 12))
  const file = new Uint8Array(12 + header.length + at)
  file.set(new TextEncoder().encode('PARLEYKB'))
  new DataView(file.buffer).setUint32(8, header.length, true)
  file.set(header, 12)
  for (const [name, each] of Object.entries(sections)) {
    file.set(new Uint8Array(each.buffer, each.byteOffset, each.byteLength), 12 + header.length + (places[name]?.[0] ?? 0))
  }
  return file.buffer
}

function compare(one: number[], other: number[]): number {
  for (let i = 0; i < Math.min(one.length, other.length); i++) {
    const by = (one[i] ?? 0) - (other[i] ?? 0)
    if (by !== 0) return by
  }
  return one.length - other.length
}
