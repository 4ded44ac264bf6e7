import { type CSSProperties, type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { hrefToThing } from '../knowledge/address'
import { arranged, chosen, cut, ems, GAP, leaves, type Point, type Size } from '../knowledge/neighbourhood'
import type { Card, Neighbour } from '../knowledge/types'
import { fill, useWords } from '../words'

/** Pixels. */
const NARROW = 520
const FONT = 15
const SMALL = 12
const HIGH = 46
const MIDDLE_HIGH = 52
const PADDING = 14
/** Bold letters are wider. */
const BOLD = 1.12
/** Between the boxes and the edge of the picture. */
const MARGIN = 12

/** What a thing is connected with, drawn around it; each leads on. */
export function EntityPicture({ card }: { card: Card }) {
  const { words } = useWords()
  const box = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(0)
  useEffect(() => {
    const shown = box.current
    if (shown === null) return undefined
    const watch = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)))
    watch.observe(shown)
    return () => watch.disconnect()
  }, [])
  const narrow = width < NARROW
  const around = chosen(card.neighbours, narrow ? 9 : 14)
  if (around.length === 0) return null
  return (
    <section className="entity-picture">
      <h3 className="day">{words.entityPicture}</h3>
      <div ref={box} className="card">
        {width > 0 && <Drawn card={card} around={around} area={{ width, height: heightFor(around.length, narrow) }} longest={longestFor(width, narrow)} />}
      </div>
    </section>
  )
}

/** Ems of a name: two boxes stand beside each other on the narrowest phone. */
function longestFor(width: number, narrow: boolean): number {
  return narrow ? Math.min(8, ((width - 2 * MARGIN - GAP) / 2 - 2 * PADDING) / FONT) : 11
}

function heightFor(count: number, narrow: boolean): number {
  const rows = narrow ? Math.ceil(count / 2) + 2 : Math.ceil(count / 3) + 2
  return Math.max(rows * (HIGH + 14), 240)
}

function Drawn({ card, around, area: wanted, longest }: { card: Card; around: readonly Neighbour[]; area: Size; longest: number }) {
  const { words } = useWords()
  const middle = { width: ems(cut(card.label, longest + 2)) * (FONT + 2) * BOLD + 2 * PADDING, height: MIDDLE_HIGH }
  const sizes = around.map((each) => sizeOf(each, longest))
  const { points, height } = arranged(sizes, middle, { width: wanted.width - 2 * MARGIN, height: wanted.height - 2 * MARGIN })
  const whole = { width: wanted.width, height: height + 2 * MARGIN }
  const centre = { x: whole.width / 2 - MARGIN, y: height / 2 }
  return (
    <div
      className="neighbours" role="group" aria-label={fill(words.entityPictureHint, { name: card.label })} onKeyDown={move}
      style={{ height: whole.height }}
    >
      <svg width={whole.width} height={whole.height} viewBox={`${-MARGIN} ${-MARGIN} ${whole.width} ${whole.height}`} aria-hidden="true">
        {around.map((each, i) => (
          <Line key={each.id} from={centre} fromSize={middle} to={points[i] ?? centre} toSize={sizes[i] ?? middle} out={each.out} />
        ))}
      </svg>
      <span className="neighbours-middle" style={placed(centre, middle)} aria-hidden="true"><span>{card.label}</span></span>
      {around.map((each, i) => (
        <Around key={each.id} each={each} middle={card.label} at={points[i] ?? centre} size={sizes[i] ?? middle} />
      ))}
    </div>
  )
}

function placed(at: Point, size: Size): CSSProperties {
  return { left: at.x - size.width / 2 + MARGIN, top: at.y - size.height / 2 + MARGIN, width: size.width, height: size.height }
}

function sizeOf({ label, name }: Neighbour, longest: number): Size {
  return { width: Math.max(ems(cut(label, longest)) * FONT, ems(cut(name, (longest * FONT) / SMALL)) * SMALL, 30) + 2 * PADDING, height: HIGH }
}

function Around({ each, middle, at, size }: { each: Neighbour; middle: string; at: Point; size: Size }) {
  const { words } = useWords()
  const said = fill(each.out ? words.entityOut : words.entityIn, { relation: each.name, label: each.label, name: middle })
  return (
    <a className="neighbour" href={hrefToThing(each.id)} title={said} style={placed(at, size)} data-x={Math.round(at.x)} data-y={Math.round(at.y)}>
      <span className="neighbours-relation">{each.name}</span>{' '}
      <span>{each.label || each.id}</span>
      {!each.out && <span className="visually-hidden"> → {middle}</span>}
    </a>
  )
}

/** A line with a small arrow: from what a fact is about to what it says. */
function Line({ from, fromSize, to, toSize, out }: { from: Point; fromSize: Size; to: Point; toSize: Size; out: boolean }) {
  const [start, end] = [leaves(from, fromSize, to), leaves(to, toSize, from)]
  const [x, y] = [(start.x + end.x) / 2, (start.y + end.y) / 2]
  const turn = (Math.atan2(to.y - from.y, to.x - from.x) * 180) / Math.PI + (out ? 0 : 180)
  return (
    <g className="neighbours-line" data-out={out ? '' : undefined}>
      <line x1={start.x} y1={start.y} x2={end.x} y2={end.y} />
      <path d="M-4-4 4 0-4 4z" transform={`translate(${x} ${y}) rotate(${turn})`} />
    </g>
  )
}

const WAYS: Record<string, [x: number, y: number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }

/** Arrows go to the nearest box on that side. */
function move(event: KeyboardEvent<HTMLElement>): void {
  const way = WAYS[event.key]
  const here = document.activeElement
  if (way === undefined || !(here instanceof HTMLAnchorElement)) return
  event.preventDefault()
  const placeOf = (each: HTMLElement): Point => ({ x: Number(each.dataset['x']), y: Number(each.dataset['y']) })
  const at = placeOf(here)
  const ranked = [...event.currentTarget.querySelectorAll<HTMLAnchorElement>('a')].flatMap((each) => {
    const { x, y } = placeOf(each)
    const along = (x - at.x) * way[0] + (y - at.y) * way[1]
    const aside = Math.abs((x - at.x) * way[1]) + Math.abs((y - at.y) * way[0])
    return each === here || along <= 0 ? [] : [{ each, far: along + 2 * aside }]
  }).sort((one, other) => one.far - other.far)
  ranked[0]?.each.focus()
}
