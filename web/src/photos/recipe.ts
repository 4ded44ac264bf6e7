import type { Recipe, Step } from './types'

/** What is done to a photo, changed step by step. Values of 0 do nothing, and their steps are left out. */

export interface Rect { x: number; y: number; width: number; height: number }

export const WHOLE_RECT: Rect = { x: 0, y: 0, width: 1, height: 1 }

/** Steps that move pixels rather than change their colours. */
const SHAPES: readonly string[] = ['turn', 'mirror', 'straighten', 'crop']

export function steps(recipe: Recipe): readonly Step[] {
  return recipe.steps ?? []
}

export function stepOf(recipe: Recipe, name: string): Step | undefined {
  return steps(recipe).find((each) => each.do === name)
}

export function valueOf(recipe: Recipe, name: string, field: string): number {
  return Number(stepOf(recipe, name)?.[field] ?? 0)
}

/** With this step instead of the one that does the same; null for without. */
export function withStep(recipe: Recipe, name: string, step: Step | null): Recipe {
  const others = steps(recipe).filter((each) => each.do !== name)
  return { steps: step === null ? others : [...others, step] }
}

export function withValue(recipe: Recipe, name: string, field: string, value: number): Recipe {
  const { do: _, ...before } = stepOf(recipe, name) ?? { do: name }
  const values = { ...before, [field]: value }
  return withStep(recipe, name, Object.values(values).every((each) => each === 0) ? null : { do: name, ...values })
}

export const shapeOnly = (recipe: Recipe): Recipe => ({ steps: steps(recipe).filter((each) => SHAPES.includes(each.do)) })
export const uncropped = (recipe: Recipe): Recipe => withStep(recipe, 'crop', null)

/** The light and colours of one, the shape of the other. */
export function toned(tones: Recipe, shape: Recipe): Recipe {
  return { steps: [...steps(shapeOnly(shape)), ...steps(tones).filter((each) => !SHAPES.includes(each.do))] }
}

export function cropOf(recipe: Recipe): Rect {
  const step = stepOf(recipe, 'crop')
  if (step === undefined) return WHOLE_RECT
  const { x = 0, y = 0, width = 1, height = 1 } = step as unknown as Partial<Rect>
  return { x, y, width, height }
}

export function cropped(recipe: Recipe, rect: Rect): Recipe {
  const [x, y] = [digits(rect.x), digits(rect.y)]
  const [width, height] = [Math.min(digits(rect.width), digits(1 - x)), Math.min(digits(rect.height), digits(1 - y))]
  return withStep(recipe, 'crop', width >= 0.999 && height >= 0.999 ? null : { do: 'crop', x, y, width, height })
}

/**
 * What is seen, turned by a quarter: 1 is clockwise. The steps are done in the order turn, mirror, straighten,
 * crop: behind a mirror the turn goes the other way round, and the crop turns along.
 */
export function turned(recipe: Recipe, by: 1 | -1): Recipe {
  const mirrored = stepOf(recipe, 'mirror') !== undefined
  const quarters = (valueOf(recipe, 'turn', 'quarters') + (mirrored ? -by : by) + 4) % 4
  const { x, y, width, height } = cropOf(recipe)
  const part = by === 1 ? { x: 1 - y - height, y: x, width: height, height: width } : { x: y, y: 1 - x - width, width: height, height: width }
  return cropped(withStep(recipe, 'turn', quarters === 0 ? null : { do: 'turn', quarters }), part)
}

/** What is seen, with left and right exchanged: what was tilted one way is tilted the other. */
export function mirrored(recipe: Recipe): Recipe {
  const rect = cropOf(recipe)
  const on = stepOf(recipe, 'mirror') === undefined
  const tilted = withValue(recipe, 'straighten', 'degrees', -valueOf(recipe, 'straighten', 'degrees') || 0)
  return cropped(withStep(tilted, 'mirror', on ? { do: 'mirror' } : null), { ...rect, x: 1 - rect.x - rect.width })
}

/** Whether both do the same. */
export function same(one: Recipe, other: Recipe): boolean {
  return spelled(one) === spelled(other)
}

function spelled(recipe: Recipe): string {
  const sorted = [...steps(recipe)].sort((a, b) => (a.do < b.do ? -1 : 1))
  return JSON.stringify(sorted.map((step) => Object.entries(step).sort(([a], [b]) => (a < b ? -1 : 1))))
}

/** As exact as the server's are. */
function digits(value: number): number {
  return Math.round(Math.min(Math.max(value, 0), 1) * 10_000) / 10_000
}
