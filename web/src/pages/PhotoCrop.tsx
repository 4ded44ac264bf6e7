import { type KeyboardEvent, type PointerEvent, useRef } from 'react'
import { Icon } from '../components/Icon'
import { type Corner, cornerOf, CORNERS, resized, shaped, shifted } from '../photos/cropping'
import { cropOf, cropped, type Rect, valueOf } from '../photos/recipe'
import type { Recipe } from '../photos/types'
import { fill, useWords } from '../words'

/** Width by height of what is kept. */
const SHAPES = { free: null, original: 0, square: 1, '4:3': 4 / 3, '3:2': 3 / 2, '16:9': 16 / 9, '3:4': 3 / 4, '9:16': 9 / 16 } as const
export type Shape = keyof typeof SHAPES

const ARROWS: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }
const STEP = 0.01

interface Props {
  url: string
  recipe: Recipe
  /** Width by height of the original. */
  ratio: number
  shape: Shape
  onRecipe: (recipe: Recipe, key: string) => void
}

/** The whole picture, with the part that is kept: moved by its corners, by fingers or the arrow keys. */
export function PhotoCrop({ url, recipe, ratio, shape, onRecipe }: Props) {
  const { words } = useWords()
  const picture = useRef<HTMLImageElement>(null)
  const held = useRef<{ rect: Rect; x: number; y: number } | null>(null)
  const rect = cropOf(recipe)
  const aspect = aspectOf(shape, recipe, ratio)
  const keep = (next: Rect) => onRecipe(cropped(recipe, next), 'crop')
  const start = (event: PointerEvent) => {
    event.currentTarget.setPointerCapture(event.pointerId)
    event.stopPropagation()
    held.current = { rect, x: event.clientX, y: event.clientY }
  }
  const moved = (event: PointerEvent, move: (from: Rect, x: number, y: number) => Rect) => {
    const box = picture.current?.getBoundingClientRect()
    if (held.current === null || box === undefined) return
    keep(move(held.current.rect, (event.clientX - held.current.x) / box.width, (event.clientY - held.current.y) / box.height))
  }
  const drag = (move: (from: Rect, x: number, y: number) => Rect) => ({
    onPointerDown: start,
    onPointerMove: (event: PointerEvent) => moved(event, move),
    onPointerUp: () => {
      held.current = null
    },
    onPointerCancel: () => {
      held.current = null
    },
    onKeyDown: (event: KeyboardEvent) => {
      const arrow = ARROWS[event.key]
      if (arrow === undefined) return
      event.preventDefault()
      keep(move(rect, arrow[0] * STEP, arrow[1] * STEP))
    },
  })
  const toCorner = (corner: Corner) => (from: Rect, x: number, y: number) => {
    const at = cornerOf(from, corner)
    return resized(from, corner, at.x + x, at.y + y, aspect)
  }
  const percent = (value: number) => `${value * 100}%`
  return (
    <div className="photo-crop">
      <img ref={picture} src={url} alt={words.photo} draggable={false} />
      <div className="photo-crop-area" style={{ left: percent(rect.x), top: percent(rect.y), width: percent(rect.width), height: percent(rect.height) }}>
        <button type="button" className="photo-crop-move" aria-label={words.cropArea} {...drag(shifted)} />
        {CORNERS.map((corner, i) => (
          <button
            key={corner} type="button" className="photo-crop-corner" data-corner={corner} aria-label={fill(words.cropCorner, { number: String(i + 1) })}
            {...drag(toCorner(corner))}
          />
        ))}
      </div>
    </div>
  )
}

/** Width by height as fractions of the picture as it is turned; null for any. */
function aspectOf(shape: Shape, recipe: Recipe, ratio: number): number | null {
  const wanted = SHAPES[shape]
  if (wanted === null) return null
  const lies = valueOf(recipe, 'turn', 'quarters') % 2 === 1
  return wanted === 0 ? 1 : wanted / (lies ? 1 / ratio : ratio)
}

interface ShapeProps {
  recipe: Recipe
  ratio: number
  shape: Shape
  onShape: (shape: Shape) => void
  onRecipe: (recipe: Recipe) => void
  onTurn: (by: 1 | -1) => void
  onMirror: () => void
}

/** Turning, mirroring, and which shape is kept. */
export function PhotoShape({ recipe, ratio, shape, onShape, onRecipe, onTurn, onMirror }: ShapeProps) {
  const { words } = useWords()
  const names: Partial<Record<Shape, string>> = { free: words.shapeFree, original: words.shapeOriginal, square: words.shapeSquare }
  const choose = (next: Shape) => {
    onShape(next)
    const aspect = aspectOf(next, recipe, ratio)
    if (aspect !== null) onRecipe(cropped(recipe, shaped(cropOf(recipe), aspect)))
  }
  return (
    <>
      <div className="photo-turns">
        <button type="button" className="quiet-button icon-only" aria-label={words.turnLeft} title={words.turnLeft} onClick={() => onTurn(-1)}><Icon name="turnLeft" /></button>
        <button type="button" className="quiet-button icon-only" aria-label={words.turnRight} title={words.turnRight} onClick={() => onTurn(1)}><Icon name="turnRight" /></button>
        <button type="button" className="quiet-button icon-only" aria-label={words.mirror} title={words.mirror} onClick={onMirror}><Icon name="mirror" /></button>
      </div>
      <div className="chips" role="group" aria-label={words.shape}>
        {(Object.keys(SHAPES) as Shape[]).map((each) => (
          <button key={each} type="button" className="toggle" aria-pressed={each === shape} onClick={() => choose(each)}>{names[each] ?? each}</button>
        ))}
      </div>
    </>
  )
}
