import { useId } from 'react'
import { localeOf } from '../home/when'
import { nameOf } from '../photos/naming'
import { valueOf, withValue } from '../photos/recipe'
import type { Operation, Recipe, SliderOf } from '../photos/types'
import { useWords, type Words } from '../words'

const GROUPS: [Operation['group'], keyof Words][] = [['light', 'groupLight'], ['colour', 'groupColour'], ['detail', 'groupDetail']]

interface Props {
  operations: readonly Operation[]
  /** What changes the shape, rather than light and colours. */
  shapes: boolean
  recipe: Recipe
  onRecipe: (recipe: Recipe, key: string) => void
}

/** A slider for each number of each operation that the server knows. */
export function PhotoSliders({ operations, shapes, recipe, onRecipe }: Props) {
  const { words } = useWords()
  const all = (fits: (each: Operation) => boolean) => operations.filter(fits).flatMap((operation) => operation.sliders.map((slider) => (
    <Value key={`${operation.do} ${slider.field}`} operation={operation} slider={slider} recipe={recipe} onRecipe={onRecipe} />
  )))
  // Turning, mirroring and cropping have tools of their own.
  if (shapes) return <div className="photo-sliders">{all(({ do: name }) => name === 'straighten')}</div>
  return GROUPS.map(([group, word]) => {
    const sliders = all((each) => each.group === group)
    return sliders.length > 0 && (
      <fieldset key={group} className="photo-sliders">
        <legend>{words[word]}</legend>
        {sliders}
      </fieldset>
    )
  })
}

function Value({ operation, slider, recipe, onRecipe }: { operation: Operation; slider: SliderOf } & Pick<Props, 'recipe' | 'onRecipe'>) {
  const { ui } = useWords()
  const hint = useId()
  const { field, least, most, step } = slider
  const value = valueOf(recipe, operation.do, field)
  const name = operation.sliders.length === 1 ? nameOf(operation.names, ui) : nameOf(slider.names, ui)
  const change = (next: number) => onRecipe(withValue(recipe, operation.do, field, next), `${operation.do} ${field}`)
  // Shares are shown as per cent.
  const share = Math.max(Math.abs(least), most) <= 1
  const figure = new Intl.NumberFormat(localeOf(ui), { maximumFractionDigits: share ? 0 : 2, signDisplay: least < 0 ? 'exceptZero' : 'auto' })
    .format(share ? value * 100 : value)
  return (
    <label className="level photo-value" title={nameOf(operation.explains, ui)} data-changed={value === 0 ? undefined : ''}>
      <span className="level-name">{name}</span>
      <span className="level-figure" aria-hidden="true">{figure}</span>
      <input
        type="range" min={least} max={most} step={step} value={value} aria-label={name} aria-valuetext={figure} aria-describedby={hint}
        onChange={({ target }) => change(snapped(Number(target.value), most - least))} onDoubleClick={() => change(0)}
      />
      <span id={hint} className="hint">{nameOf(operation.explains, ui)}</span>
    </label>
  )
}

/** Nothing is easy to come back to. */
function snapped(value: number, range: number): number {
  return Math.abs(value) < range * 0.012 ? 0 : value
}
