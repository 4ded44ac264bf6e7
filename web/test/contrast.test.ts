import { describe, expect, it } from 'vitest'
import CSS from '../src/styles/theme.css?raw'

const LIGHT = tokens(/^:root \{(.*?)^\}/ms)
const THEMES = { light: LIGHT, dark: { ...LIGHT, ...tokens(/^\[data-theme='dark'\] \{(.*?)^\}/ms) } }

/** Text and what it stands on: a token, or so many per cent of one token over another. */
const TEXT: [text: string, ground: string, per_cent?: number, over?: string][] = [
  ...['ink', 'soft-ink', 'accent', 'warm'].flatMap((text): [string, string][] => [[text, 'paper'], [text, 'card']]),
  ['warm', 'warm-card'],
  ['on-accent', 'accent'], // the button that sends
  ['soft-ink', 'ink', 12, 'card'], // the same before anything was typed
  ['ink', 'ink', 6, 'paper'], // a quiet button under the pointer
  ['paper', 'ink'], // the button that stops an answer
  ['on-ring', 'ring-from'],
  ['on-ring', 'ring-to'],
  ['on-ring', 'ring-from', 50, 'ring-to'],
  ['ring-word', 'on-ring'],
  ['accent', 'accent', 16, 'paper'], // where one is, in the bar
  ['accent', 'accent', 14, 'paper'], // what is pinned
  ['accent', 'accent', 12, 'card'], // the icon of a row
  ['on-accent', 'accent', 88, 'ink'], // a button under the pointer
  ['ink', 'ink', 6, 'card'],
  ['warm', 'ink', 6, 'card'],
  ['paper', 'warm'], // the button that deletes
  ['toast-accent', 'ink'], // taking back
  ['soft-ink', 'accent', 12, 'card'], // a day of the moon, where one is in the calendar
  ['soft-ink', 'ink', 6, 'card'], // and under the pointer
  ['ink', 'accent', 18, 'card'], // what was looked for, in what was found
  ['soft-ink', 'accent', 5, 'card'], // a hit under the pointer
]

/** What is no text but must be seen: WCAG 1.4.11. */
const PARTS: typeof TEXT = [
  ['paper', 'accent'], // the switch that is on, and the ring around what the keyboard reached
  ['card', 'accent'],
  ['paper', 'ink', 52, 'paper'], // the switch that is off
  ['card', 'ink', 52, 'paper'], // the edge of a field and of a tick
  ['card', 'live'],
]

describe.each(Object.entries(THEMES))('in the %s theme', (_, theme) => {
  it.each(TEXT)('%s can be read on %s', (text, ground, perCent = 100, over = ground) => {
    expect(contrast(colour(theme, text), mixed(theme, ground, perCent, over))).toBeGreaterThanOrEqual(4.5)
  })

  it.each(PARTS)('beside %s, %s stands out', (beside, part, perCent = 100, over = part) => {
    expect(contrast(colour(theme, beside), mixed(theme, part, perCent, over))).toBeGreaterThanOrEqual(3)
  })
})

it('knows the two contrasts that WCAG names', () => {
  expect(contrast([0, 0, 0], [255, 255, 255])).toBeCloseTo(21)
  expect(contrast([119, 119, 119], [255, 255, 255])).toBeCloseTo(4.48, 2)
})

type Colour = [red: number, green: number, blue: number]
type Tokens = Record<string, string>

function tokens(block: RegExp): Tokens {
  const inside = block.exec(CSS)?.[1] ?? ''
  return Object.fromEntries([...inside.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name, value]))
}

function colour(theme: Tokens, name: string): Colour {
  const value = theme[name]
  if (value === undefined) throw new Error(`no colour --${name}`)
  return [1, 3, 5].map((at) => parseInt(value.slice(at, at + 2), 16)) as Colour
}

function mixed(theme: Tokens, name: string, perCent: number, over: string): Colour {
  const [front, back] = [colour(theme, name), colour(theme, over)]
  return front.map((each, i) => (each * perCent + (back[i] ?? 0) * (100 - perCent)) / 100) as Colour
}

/** WCAG 2.2, “contrast ratio” and “relative luminance”. */
function contrast(one: Colour, other: Colour): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

function luminance(rgb: Colour): number {
  const [red, green, blue] = rgb.map((each) => {
    const share = each / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }) as Colour
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
