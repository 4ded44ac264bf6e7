import {
  type KeyboardEvent, memo, type MouseEvent, type Ref, useCallback, useImperativeHandle, useLayoutEffect, useMemo, useRef, useState,
} from 'react'
import { Icon } from '../components/Icon'
import { across, laidOut, type Layout, neighbour, type Row, rowOf, seen } from '../photos/justified'
import { monthName, timeName } from '../photos/naming'
import { tileOf, type Version } from '../photos/server'
import { months, type Shelf } from '../photos/shelf'
import { useHold } from '../photos/useHold'
import { useScroller } from '../photos/useScroller'
import { fill, type Ui, useWords, type Words } from '../words'
import { PhotoScrubber } from './PhotoScrubber'

export interface GridHandle { focus: (id: string) => void }

interface Props {
  shelf: Shelf
  /** Which of them, and in which order; null for all. */
  order: readonly number[] | null
  /** Under the months in which they were taken. */
  dated: boolean
  versions: ReadonlyMap<string, Version>
  selected: ReadonlySet<string>
  /** Pressing selects rather than opens. */
  selecting: boolean
  onSelect: (ids: readonly string[], on: boolean) => void
  onOpen: (id: string) => void
  onDelete: () => void
  ref?: Ref<GridHandle>
}

/** As many photos as there are, of which only those in sight are in the page. */
export function PhotoGrid({ shelf, order, dated, versions, selected, selecting, onSelect, onOpen, onDelete, ref }: Props) {
  const { ui, words } = useWords()
  const box = useRef<HTMLDivElement>(null)
  const { width, top, bottom, quick, scrollTo } = useScroller(box)
  const ids = useMemo(() => (order === null ? shelf.ids : order.map((at) => shelf.ids[at] ?? '')), [shelf, order])
  const ratios = useMemo(() => (order === null ? shelf.ratios : order.map((at) => shelf.ratios[at] ?? 1)), [shelf, order])
  const layout = useMemo(() => laidOut(ratios, dated ? months(shelf, order) : null, Math.max(width, 100)), [shelf, order, ratios, dated, width])
  const [active, setActive] = useState(0)
  const [aim, setAim] = useState(0)
  const current = Math.min(active, Math.max(0, ids.length - 1))
  const aimed = useRef(current)
  aimed.current = current

  const reveal = useCallback((index: number) => {
    const row = layout.rows[rowOf(layout.rows, index)]
    if (row !== undefined) scrollTo(row.top, row.height)
  }, [layout, scrollTo])
  const move = useCallback((index: number) => {
    setActive(index)
    setAim((count) => count + 1)
    reveal(index)
  }, [reveal])
  useLayoutEffect(() => {
    if (aim > 0) box.current?.querySelector<HTMLElement>(`[data-index='${aimed.current}']`)?.focus({ preventScroll: true })
  }, [aim])
  useImperativeHandle(ref, () => ({
    focus: (id) => {
      const index = ids.indexOf(id)
      if (index >= 0) move(index)
    },
  }), [ids, move])

  const [first, end] = seen(layout.rows, top, bottom)
  // The one that the keyboard is on stays in the page, wherever one scrolls.
  const keep = ids.length === 0 ? -1 : rowOf(layout.rows, current)
  const drawn = range(first, end)
  if (keep >= 0 && (keep < first || keep >= end)) drawn.push(keep)

  const pick = (index: number, from: number) => {
    const span = ids.slice(Math.min(index, from), Math.max(index, from) + 1)
    onSelect(span, true)
  }
  const hold = useHold((target) => {
    const id = ids[indexOf(target)]
    if (id !== undefined) onSelect([id], !selected.has(id))
  })
  const press = (event: MouseEvent) => {
    if (hold.held()) return
    const target = event.target as HTMLElement
    const index = indexOf(target)
    const id = ids[index]
    if (id === undefined) return
    const before = current
    setActive(index)
    if (event.shiftKey) pick(index, before)
    else if (selecting || event.ctrlKey || event.metaKey || target.closest('.photo-pick') !== null) onSelect([id], !selected.has(id))
    else onOpen(id)
  }
  const keys = (event: KeyboardEvent) => {
    const id = ids[current]
    const to = reached(event.key, current, ids.length, layout, ratios, width)
    if (to !== null) {
      event.preventDefault()
      if (event.shiftKey) pick(to, current)
      move(to)
    } else if (event.key === 'a' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      onSelect(ids, true)
    } else if (id !== undefined && (event.key === ' ' || event.key === 'x')) {
      event.preventDefault()
      onSelect([id], !selected.has(id))
    } else if (event.key === 'Escape' && selected.size > 0) {
      event.stopPropagation()
      onSelect(ids, false)
    } else if ((event.key === 'Delete' || event.key === 'Backspace') && selected.size > 0) onDelete()
  }
  return (
    <div className="photo-area" data-dated={dated ? '' : undefined}>
      <div
        ref={box} className="photo-grid" role="grid" aria-label={words.navPhotos} aria-multiselectable="true" aria-rowcount={layout.rows.length}
        data-selecting={selecting ? '' : undefined} style={{ height: layout.height }} onClick={press} onKeyDown={keys} {...hold.handlers}
      >
        {width > 0 && drawn.map((at) => {
          const row = layout.rows[at]
          if (row === undefined) return null
          return row.count === 0
            ? <Heading key={`m${layout.months[row.month]?.key}`} row={row} at={at} name={monthName(layout.months[row.month]?.key ?? 0, ui)} />
            : (
              <PhotoRow
                key={`${row.first}-${row.count}`} row={row} at={at} ids={ids} ratios={ratios} shelf={shelf} order={order} width={width} ui={ui}
                words={words} versions={versions} selected={selected} active={current} quick={quick}
              />
            )
        })}
      </div>
      {dated && <PhotoScrubber layout={layout} box={box} top={top} />}
    </div>
  )
}

const Heading = memo(function Heading({ row, at, name }: { row: Row; at: number; name: string }) {
  return (
    <div className="photo-month" role="row" aria-rowindex={at + 1} style={{ top: row.top, height: row.height }}>
      <div role="rowheader"><h3>{name}</h3></div>
    </div>
  )
})

interface RowProps {
  row: Row
  at: number
  ids: readonly string[]
  ratios: readonly number[]
  shelf: Shelf
  order: readonly number[] | null
  width: number
  ui: Ui
  words: Words
  versions: ReadonlyMap<string, Version>
  selected: ReadonlySet<string>
  active: number
  quick: boolean
}

/** Drawn anew only when something of it changes, not with every step of a scroll. */
const PhotoRow = memo(function PhotoRow({ row, at, ids, ratios, shelf, order, width, ui, words, versions, selected, active, quick }: RowProps) {
  const places = across(row, ratios, width)
  return (
    <div role="row" aria-rowindex={at + 1} className="photo-row" style={{ top: row.top, height: row.height }}>
      {places.map(({ left, width: wide }, i) => {
        const index = row.first + i
        const id = ids[index] ?? ''
        const own = order?.[index] ?? index
        return (
          <Cell
            key={id} id={id} index={index} left={left} width={wide} active={index === active} chosen={selected.has(id)} quick={quick}
            version={versions.get(id) ?? 0} favourite={shelf.favourites.has(own)} ui={ui} words={words}
            taken={shelf.taken[own] ?? 0} offset={shelf.offsets[own] ?? 0}
          />
        )
      })}
    </div>
  )
})

interface CellProps {
  id: string
  index: number
  left: number
  width: number
  active: boolean
  chosen: boolean
  favourite: boolean
  /** Passing so quickly that nobody can see it. */
  quick: boolean
  version: Version
  taken: number
  offset: number
  ui: Ui
  words: Words
}

const Cell = memo(function Cell({ id, index, left, width, active, chosen, favourite, quick, version, taken, offset, ui, words }: CellProps) {
  const [state, setState] = useState<'waiting' | 'there' | 'failed'>('waiting')
  // What was asked for once stays asked for.
  const [asked, setAsked] = useState(!quick)
  if (!asked && !quick) setAsked(true)
  const name = fill(favourite ? words.photoFavouriteOf : words.photoOf, { when: timeName(taken, offset, ui) })
  return (
    <div role="gridcell" className="photo-cell" aria-selected={chosen} style={{ left, width }}>
      <button type="button" className="photo-open" data-index={index} tabIndex={active ? 0 : -1} aria-label={name} data-state={state}>
        {asked && (
          <img
            key={version} src={tileOf(id, version)} alt="" decoding="async" draggable={false} ref={givenUp}
            onLoad={() => setState('there')} onError={() => setState('failed')}
          />
        )}
        {favourite && <span className="photo-heart"><Icon name="heart" /></span>}
        <span className="photo-pick" aria-hidden="true" />
      </button>
    </div>
  )
})

/** A picture that left the page before it came is not waited for: others are next. */
function givenUp(image: HTMLImageElement | null) {
  return () => {
    if (image !== null && !image.complete) image.removeAttribute('src')
  }
}

/** The photo that was pressed. */
function indexOf(target: HTMLElement): number {
  return Number(target.closest<HTMLElement>('[data-index]')?.dataset['index'] ?? NaN)
}

function range(from: number, end: number): number[] {
  return Array.from({ length: Math.max(0, end - from) }, (_, i) => from + i)
}

/** Where a key leads from a photo; null for other keys. */
function reached(key: string, from: number, count: number, layout: Layout, ratios: readonly number[], width: number): number | null {
  const bound = (to: number) => Math.min(Math.max(to, 0), count - 1)
  switch (key) {
    case 'ArrowLeft': return bound(from - 1)
    case 'ArrowRight': return bound(from + 1)
    case 'ArrowUp': return neighbour(layout, ratios, width, from, -1)
    case 'ArrowDown': return neighbour(layout, ratios, width, from, 1)
    case 'Home': return 0
    case 'End': return bound(count - 1)
    case 'PageUp': return [1, 2, 3].reduce((at) => neighbour(layout, ratios, width, at, -1), from)
    case 'PageDown': return [1, 2, 3].reduce((at) => neighbour(layout, ratios, width, at, 1), from)
    default: return null
  }
}
