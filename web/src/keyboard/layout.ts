/** The keys, row by row, and where they are: the same geometry as the server's layouts. */

export type Layer = 'letters' | 'numbers' | 'symbols'

export type Act = 'shift' | 'back' | 'layer' | 'language' | 'space' | 'enter' | 'emoji' | 'left' | 'right'

export type Key =
  /** A key that writes `text`. */
  | { kind: 'text'; text: string; width: number }
  | { kind: 'act'; act: Act; width: number; to?: Layer }
  | { kind: 'gap'; width: number }

/** Rows from the top. Unit: the width of a letter's key; every row is as wide as the first. */
export const COLUMNS = 10
export const LETTERS = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm'] as const
/** Where each row of letters begins, in widths of a key. */
const INSETS = [0, 0.5, 1.5] as const

const text = (letters: string): Key[] => [...letters].map((each) => ({ kind: 'text', text: each, width: 1 }))
const act = (what: Act, width: number, to?: Layer): Key => ({ kind: 'act', act: what, width, ...(to === undefined ? {} : { to }) })
const gap = (width: number): Key => ({ kind: 'gap', width })

/** The comma and the full stop, beside the space bar. */
function lastRow(chinese: boolean, home: Layer): Key[] {
  return [
    act('layer', 1.5, home === 'letters' ? 'numbers' : 'letters'),
    act('language', 1.25),
    { kind: 'text', text: chinese ? '，' : ',', width: 1 },
    act('space', 3.5),
    { kind: 'text', text: chinese ? '。' : '.', width: 1 },
    act('enter', 1.75),
  ]
}

const MORE: Record<'numbers' | 'symbols', Record<'zh' | 'en', readonly [string, string, string]>> = {
  numbers: {
    en: ['1234567890', '-/:;()$&@"', "?!'_#"],
    zh: ['1234567890', '—：；（）￥@“”…', '？！、‘’'],
  },
  symbols: {
    en: ['[]{}%^*+=~', '\\|<>€£¥•°§', '–—¿¡…'],
    zh: ['【】｛｝%^*+=~', '《》〈〉「」·～°§', '$#&_…'],
  },
}

export function rowsOf(layer: Layer, chinese: boolean, semicolon = false): Key[][] {
  if (layer === 'letters') {
    const beside = [gap(INSETS[1])]
    return [
      text(LETTERS[0]),
      [...beside, ...text(LETTERS[1]), ...(semicolon ? text(';').map((key): Key => ({ ...key, width: INSETS[1] })) : beside)],
      [act('shift', INSETS[2]), ...text(LETTERS[2]), act('back', 1.5)],
      lastRow(chinese, layer),
    ]
  }
  const [first, second, third] = MORE[layer][chinese ? 'zh' : 'en']
  return [
    text(first),
    text(second),
    [
      act('layer', 1.5, layer === 'numbers' ? 'symbols' : 'numbers'), act('emoji', 1),
      ...text(third).map((each): Key => ({ ...each, width: 6 / third.length })), act('back', 1.5),
    ],
    lastRow(chinese, layer),
  ]
}

/** What a key also writes when it is held. */
export const ACCENTS: Record<string, string> = {
  a: 'àáâäæãåā', c: 'çćč', e: 'éèêëēė', i: 'îïíīì', l: 'ł', n: 'ñń', o: 'ôöòóœøō', s: 'ßśš', u: 'ûüùúū', y: 'ÿ', z: 'žźż',
  '.': '…?!:;', ',': ";:-'", '。': '？！…；：', '，': '、；：', '-': '–—•', '/': '\\', '$': '€£¥₩', '￥': '$€£', '"': '“”„«»', "'": '‘’', '?': '¿', '!': '¡', '0': '°',
}

/** Where a letter's key is, in widths of a key, or null. */
export function centreOf(letter: string): readonly [x: number, y: number] | null {
  for (const [y, row] of LETTERS.entries()) {
    const x = row.indexOf(letter)
    if (x !== -1 && letter.length === 1) return [x + (INSETS[y] ?? 0), y]
  }
  return null
}

/** Letters whose keys touch a letter's. */
export function neighboursOf(letter: string): string {
  const from = centreOf(letter)
  if (from === null) return ''
  return LETTERS.join('').replace(/./g, (each) => {
    const [x, y] = centreOf(each) ?? from
    const far = Math.hypot(x - from[0], y - from[1])
    return far > 0 && far < 1.25 ? each : ''
  })
}

/** Chinese punctuation for the keys of a keyboard that has none. */
export const CHINESE_MARKS: Record<string, string> = {
  ',': '，', '.': '。', '?': '？', '!': '！', ';': '；', ':': '：', '\\': '、', '(': '（', ')': '）', '<': '《', '>': '》', '^': '……', _: '——', $: '￥', '[': '【', ']': '】',
}

/** The mark that a key means in Chinese; quotes are opened and closed in turn, by what stands before. */
export function chineseMark(key: string, before: string): string {
  if (key === '"') return count(before, '“') > count(before, '”') ? '”' : '“'
  if (key === "'") return count(before, '‘') > count(before, '’') ? '’' : '‘'
  // 3.14 and 12:30
  if ('.:'.includes(key) && /\d$/.test(before)) return key
  return CHINESE_MARKS[key] ?? key
}

function count(text: string, mark: string): number {
  return text.split(mark).length - 1
}
