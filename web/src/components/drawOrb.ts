import type { Levels } from '../audio/level'
import type { Phase } from '../talk/useTalk'

type Colour = readonly [red: number, green: number, blue: number]

/** What the orb looks like now; every frame moves it a little towards what it should look like. */
export interface OrbLook {
  swell: number
  spin: number
  then: number
  colours: readonly [Colour, Colour, Colour]
}

export interface OrbScene {
  phase: Phase
  dark: boolean
  levels: Levels
  /** Milliseconds, of any clock. */
  now: number
  /** The person asked for less motion: size alone follows the voices. */
  still: boolean
}

const DUSK: OrbLook['colours'] = [[255, 214, 160], [242, 130, 107], [98, 80, 190]]
const SEA: OrbLook['colours'] = [[170, 240, 214], [44, 170, 178], [44, 74, 168]]
const HEATHER: OrbLook['colours'] = [[214, 200, 255], [140, 118, 222], [70, 58, 150]]
const EMBER: OrbLook['colours'] = [[255, 226, 150], [255, 122, 84], [190, 60, 122]]

const PALETTES: Record<Phase, OrbLook['colours']> = {
  idle: DUSK, waiting: DUSK, listening: SEA, thinking: HEATHER, speaking: EMBER,
}

/** Parts of the canvas's width: the radius at rest, and what is added to it when the orb swells to its most. */
const REACH = 0.285
const SWELLING = 0.075
/** Pixels of the canvas, which are those of the screen, that something moves before anybody could see it. */
const VISIBLE = 0.25

export function rest(): OrbLook {
  return { swell: 0, spin: 0, then: 0, colours: DUSK }
}

/** Draw one frame. */
export function drawOrb(context: CanvasRenderingContext2D, look: OrbLook, { dark, still }: OrbScene): void {
  const { width, height } = context.canvas
  context.clearRect(0, 0, width, height)
  const radius = width * (REACH + SWELLING * look.swell)
  halo(context, look, radius, dark)
  for (const layer of [2, 1, 0]) blob(context, look, radius, layer, still)
  shine(context, radius)
}

/**
 * Whether anybody could see the one look from the other on a canvas so many pixels wide.
 * Without a graphics card every frame costs some milliseconds, and most of the time the orb only breathes.
 */
export function differs(one: OrbLook, other: OrbLook, width: number): boolean {
  const swell = Math.abs(one.swell - other.swell)
  // The waves of the rim go round by up to 1.7 times the spin, and a layer reaches up to 1.15 times the radius.
  const round = Math.abs(one.spin - other.spin) * 1.7 * 1.15 * REACH * wobbling(Math.max(one.swell, other.swell), 2)
  if ((swell * SWELLING * 1.15 + round) * width >= VISIBLE) return true
  return one.colours.some((colour, which) => colour.some((part, at) => Math.abs(part - other.colours[which]![at]!) >= 1))
}

/** What it looks like a moment later. */
export function move(look: OrbLook, { phase, levels, now, still }: OrbScene): OrbLook {
  const seconds = Math.min(0.1, Math.max(0, (now - look.then) / 1000))
  const loud = phase === 'speaking' ? levels.parley : phase === 'listening' || phase === 'waiting' ? levels.person : 0
  const breath = still || phase === 'listening' || phase === 'speaking' ? 0 : 0.12 + 0.12 * Math.sin(now / 1400)
  const target = Math.max(loud, breath)
  const haste = target > look.swell ? 18 : 6
  const swell = look.swell + (target - look.swell) * Math.min(1, seconds * haste)
  const speed = phase === 'thinking' ? 2.4 : 0.35 + 1.6 * swell
  const colours = blend(look.colours, PALETTES[phase], Math.min(1, seconds * 5))
  return { swell, spin: still ? 0 : look.spin + seconds * speed, then: now, colours }
}

function halo(context: CanvasRenderingContext2D, look: OrbLook, radius: number, dark: boolean): void {
  const { width, height } = context.canvas
  const glow = context.createRadialGradient(width / 2, height / 2, radius * 0.7, width / 2, height / 2, width / 2)
  const strength = (dark ? 0.34 : 0.26) + 0.3 * look.swell
  glow.addColorStop(0, rgba(look.colours[1], strength))
  glow.addColorStop(0.5, rgba(look.colours[1], strength * 0.28))
  glow.addColorStop(1, rgba(look.colours[1], 0))
  context.fillStyle = glow
  context.fillRect(0, 0, width, height)
}

/** How far the rim of a layer leaves the circle, as a part of its radius. */
function wobbling(swell: number, layer: number): number {
  return (0.012 + 0.1 * swell) * (0.6 + 0.4 * layer)
}

function blob(context: CanvasRenderingContext2D, look: OrbLook, radius: number, layer: number, still: boolean): void {
  const { width, height } = context.canvas
  const size = radius * (1 + 0.075 * layer)
  const wobble = still ? 0 : wobbling(look.swell, layer)
  const turn = look.spin * (layer % 2 === 0 ? 1 : -0.8) + layer * 2.1
  context.beginPath()
  for (let step = 0; step <= 96; step++) {
    const angle = (step / 96) * 2 * Math.PI
    const wave = Math.sin(3 * angle + turn * 1.7) * 0.6 + Math.sin(2 * angle - turn) * 0.5 + Math.sin(5 * angle + turn) * 0.2
    const reach = size * (1 + wobble * wave)
    context.lineTo(width / 2 + reach * Math.cos(angle), height / 2 + reach * Math.sin(angle))
  }
  context.closePath()
  const fill = context.createRadialGradient(
    width / 2 - size * 0.35 * Math.cos(look.spin * 0.4), height / 2 - size * 0.45, size * 0.05,
    width / 2, height / 2, size * 1.25,
  )
  const alpha = layer === 0 ? 1 : 0.26 / layer
  fill.addColorStop(0, rgba(look.colours[0], alpha))
  fill.addColorStop(0.48, rgba(look.colours[1], alpha))
  fill.addColorStop(1, rgba(look.colours[2], alpha))
  context.fillStyle = fill
  context.fill()
}

function shine(context: CanvasRenderingContext2D, radius: number): void {
  const { width, height } = context.canvas
  const x = width / 2 - radius * 0.34
  const y = height / 2 - radius * 0.46
  const light = context.createRadialGradient(x, y, 0, x, y, radius * 0.62)
  light.addColorStop(0, 'rgba(255, 255, 255, 0.5)')
  light.addColorStop(1, 'rgba(255, 255, 255, 0)')
  context.fillStyle = light
  context.beginPath()
  context.arc(width / 2, height / 2, radius * 0.95, 0, 2 * Math.PI)
  context.fill()
}

function blend(from: OrbLook['colours'], to: OrbLook['colours'], part: number): OrbLook['colours'] {
  const mix = (a: Colour, b: Colour): Colour => [
    a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part, a[2] + (b[2] - a[2]) * part,
  ]
  return [mix(from[0], to[0]), mix(from[1], to[1]), mix(from[2], to[2])]
}

function rgba([red, green, blue]: Colour, alpha: number): string {
  return `rgba(${Math.round(red)}, ${Math.round(green)}, ${Math.round(blue)}, ${alpha})`
}
