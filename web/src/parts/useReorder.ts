import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react'

interface Drag {
  id: string
  /** Where it would come to stand. */
  index: number
  /** How far the pointer has moved, in pixels. */
  by: number
}

/** Moving the rows of a list by their handles: with a finger, a mouse, or the arrow keys. */
export function useReorder(ids: readonly string[], onMove: (id: string, index: number) => void) {
  const list = useRef<HTMLUListElement>(null)
  const [drag, setDrag] = useState<Drag | null>(null)
  const start = useRef({ y: 0, middles: [] as number[] })

  const follow = (event: PointerEvent) => {
    if (drag === null) return
    const by = event.clientY - start.current.y
    const from = ids.indexOf(drag.id)
    const middle = (start.current.middles[from] ?? 0) + by
    const index = start.current.middles.filter((each, i) => i !== from && each < middle).length
    setDrag({ ...drag, by, index })
  }
  const drop = () => {
    if (drag !== null && drag.index !== ids.indexOf(drag.id)) onMove(drag.id, drag.index)
    setDrag(null)
  }
  const handle = (id: string) => ({
    onPointerDown: (event: PointerEvent) => {
      event.currentTarget.setPointerCapture(event.pointerId)
      const rows = [...(list.current?.children ?? [])].map((row) => row.getBoundingClientRect())
      start.current = { y: event.clientY, middles: rows.map(({ top, height }) => top + height / 2) }
      setDrag({ id, index: ids.indexOf(id), by: 0 })
    },
    onPointerMove: follow,
    onPointerUp: drop,
    onPointerCancel: () => setDrag(null),
    onKeyDown: (event: KeyboardEvent) => {
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key]
      const index = ids.indexOf(id) + (step ?? 0)
      if (step === undefined) return
      event.preventDefault()
      if (index >= 0 && index < ids.length) onMove(id, index)
    },
  })
  /** How far down a row is shown from its place, in pixels. */
  const shift = (id: string): number => {
    if (drag === null) return 0
    if (id === drag.id) return drag.by
    const [from, at] = [ids.indexOf(drag.id), ids.indexOf(id)]
    const step = (start.current.middles[1] ?? 0) - (start.current.middles[0] ?? 0)
    if (at > from && at <= drag.index) return -step
    return at < from && at >= drag.index ? step : 0
  }
  return { list, handle, shift, dragging: drag?.id ?? null }
}
