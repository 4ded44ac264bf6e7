import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react'
import { sideFor } from './PhotoStage'
import { viewOf } from '../photos/server'
import type { Point } from '../photos/types'
import { fill, useWords } from '../words'

const ARROWS: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }
const STEP = 0.005
/** How much larger the loupe shows what is under a finger. */
const LOUPE = 2.5

interface Props { photo: string; name: string; corners: readonly Point[]; onMove: (corners: readonly Point[]) => void }

/** A photo of a page, with its four corners to move. */
export function PhotoCorners({ photo, name, corners, onMove }: Props) {
  const { words } = useWords()
  const picture = useRef<HTMLImageElement>(null)
  const [held, setHeld] = useState<number | null>(null)
  const [ready, setReady] = useState(false)
  const url = viewOf(photo, Math.min(sideFor(900), 1600), 0, false)
  const to = (index: number, x: number, y: number) => {
    const point: Point = [Math.min(Math.max(x, 0), 1), Math.min(Math.max(y, 0), 1)]
    onMove(corners.map((each, i) => (i === index ? point : each)))
  }
  const follow = (event: PointerEvent) => {
    const box = picture.current?.getBoundingClientRect()
    if (held === null || box === undefined) return
    to(held, (event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height)
  }
  const keys = (event: KeyboardEvent, index: number) => {
    const arrow = ARROWS[event.key]
    const point = corners[index]
    if (arrow === undefined || point === undefined) return
    event.preventDefault()
    const step = event.shiftKey ? STEP * 6 : STEP
    to(index, point[0] + arrow[0] * step, point[1] + arrow[1] * step)
  }
  const shown = held === null ? undefined : corners[held]
  const size = { width: picture.current?.clientWidth ?? 0, height: picture.current?.clientHeight ?? 0 }
  return (
    <div className="photo-corners" onPointerMove={follow} onPointerUp={() => setHeld(null)} onPointerCancel={() => setHeld(null)}>
      <img ref={picture} src={url} alt={name} draggable={false} onLoad={() => setReady(true)} />
      {ready && (
        <svg viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true">
          <polygon points={corners.map((each) => each.join()).join(' ')} />
        </svg>
      )}
      {ready && corners.map(([x, y], i) => (
        <button
          key={i} type="button" className="photo-corner" aria-label={fill(words.scanCorner, { number: String(i + 1) })}
          style={{ left: `${x * 100}%`, top: `${y * 100}%` }} onKeyDown={(event) => keys(event, i)}
          onPointerDown={(event) => {
            event.currentTarget.setPointerCapture(event.pointerId)
            setHeld(i)
          }}
        />
      ))}
      {shown !== undefined && (
        // What a finger hides.
        <span className="photo-loupe" data-side={shown[0] > 0.5 && shown[1] < 0.5 ? 'left' : 'right'} aria-hidden="true">
          <img
            src={url} alt="" style={{
              width: size.width * LOUPE, height: size.height * LOUPE, left: `calc(50% - ${shown[0] * size.width * LOUPE}px)`,
              top: `calc(50% - ${shown[1] * size.height * LOUPE}px)`,
            }}
          />
        </span>
      )}
    </div>
  )
}
