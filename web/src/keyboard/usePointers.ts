import { type MouseEvent, type PointerEvent, type RefObject, useEffect, useMemo, useRef, useState } from 'react'
import { ACCENTS, type Act, type Key } from './layout'
import { MOST_POINTS, type Point } from './types'

/** Milliseconds until a key that is held shows what else it writes. */
const HELD_MS = 380
/** Milliseconds until the back key repeats, and between repeats. */
const REPEAT_AFTER_MS = 420
const REPEAT_EVERY_MS = 55
/** Widths of a key that a finger moves before it draws a path. */
const DRAWS_AFTER = 0.8

export interface Held { key: string; options: readonly string[]; at: number; left: number; top: number }

interface Press {
  name: string
  key: Key
  x: number
  y: number
  began: number
  path: [x: number, y: number, t: number][]
  drawing: boolean
  timer: ReturnType<typeof setTimeout> | undefined
}

export interface Hand {
  /** Whether a path over the letters means something here. */
  draws: boolean
  /** Whether letters show accents when they are held. */
  accents: boolean
  onText: (text: string) => void
  onAct: (key: Key & { kind: 'act' }) => void
  onPath: (path: Point[]) => void
}

/** Fingers and the mouse on the keys: pressing, holding, drawing, and two thumbs at once. */
export function usePointers(keys: RefObject<HTMLElement | null>, keyOf: (name: string) => Key | undefined, hand: Hand, onDraw: (path: readonly Point[]) => void) {
  const [down, setDown] = useState<ReadonlySet<string>>(new Set())
  const [held, setHeld] = useState<Held | null>(null)
  const now = useRef({ hand, held, keyOf, onDraw })
  now.current = { hand, held, keyOf, onDraw }
  const presses = useRef(new Map<number, Press>())
  useEffect(() => () => {
    for (const press of presses.current.values()) stop(press)
  }, [])
  const on = useMemo(() => {
    const show = () => setDown(new Set([...presses.current.values()].filter(({ drawing }) => !drawing).map(({ name }) => name)))
    const press = (key: Key) => {
      const { hand: it } = now.current
      if (key.kind === 'text') it.onText(key.text)
      else if (key.kind === 'act') it.onAct(key)
    }
    const finish = (id: number, one: Press) => {
      stop(one)
      presses.current.delete(id)
      const { held: choice, hand: it } = now.current
      if (choice !== null && one.key.kind === 'text') it.onText(choice.options[choice.at] ?? one.key.text)
      else if (one.drawing) it.onPath(measured(keys.current, one.path))
      else if (one.key.kind === 'text' || !HASTY.includes(one.key.kind === 'act' ? one.key.act : 'back')) press(one.key)
      setHeld(null)
      now.current.onDraw([])
      show()
    }
    return {
      onPointerDown: (event: PointerEvent<HTMLElement>) => {
        if (event.button !== 0) return
        // The text box keeps the caret.
        event.preventDefault()
        const element = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-key]') : null
        const name = element?.dataset['key']
        const key = name === undefined ? undefined : now.current.keyOf(name)
        if (element === null || name === undefined || key === undefined) return
        keys.current?.setPointerCapture(event.pointerId)
        // With two thumbs the second comes before the first is gone.
        for (const [id, other] of presses.current) if (!other.drawing) finish(id, other)
        const one: Press = { name, key, x: event.clientX, y: event.clientY, began: event.timeStamp, path: [[event.clientX, event.clientY, 0]], drawing: false, timer: undefined }
        presses.current.set(event.pointerId, one)
        if (key.kind === 'act' && HASTY.includes(key.act)) {
          press(key)
          if (key.act === 'back') one.timer = setTimeout(() => repeat(one, () => press(key)), REPEAT_AFTER_MS)
        } else if (key.kind === 'text' && (now.current.hand.accents || !/[a-z]/i.test(key.text)) && ACCENTS[key.text.toLowerCase()] !== undefined) {
          one.timer = setTimeout(() => setHeld(offered(element, key.text)), HELD_MS)
        }
        show()
      },
      onPointerMove: (event: PointerEvent<HTMLElement>) => {
        const one = presses.current.get(event.pointerId)
        if (one === undefined) return
        if (now.current.held !== null) {
          setHeld(pointedAt(now.current.held, event.clientX))
          return
        }
        for (const each of coalesced(event)) one.path.push([each.clientX, each.clientY, (each.timeStamp - one.began) / 1000])
        const width = widthOf(keys.current)
        const { hand: it } = now.current
        const letter = one.key.kind === 'text' && /^[a-z]$/i.test(one.key.text)
        if (!one.drawing && it.draws && letter && Math.hypot(event.clientX - one.x, event.clientY - one.y) > DRAWS_AFTER * width) {
          stop(one)
          one.drawing = true
          show()
        }
        if (one.drawing) now.current.onDraw(one.path)
      },
      onPointerUp: (event: PointerEvent<HTMLElement>) => {
        const one = presses.current.get(event.pointerId)
        if (one !== undefined) finish(event.pointerId, one)
      },
      onPointerCancel: (event: PointerEvent<HTMLElement>) => {
        const one = presses.current.get(event.pointerId)
        if (one !== undefined) stop(one)
        presses.current.delete(event.pointerId)
        setHeld(null)
        now.current.onDraw([])
        show()
      },
      onContextMenu: (event: MouseEvent<HTMLElement>) => event.preventDefault(),
    }
  }, [keys])
  return { on, down, held }
}

/** What does its work when the finger comes rather than when it goes. */
const HASTY: readonly Act[] = ['back', 'shift']

function stop(press: Press): void {
  clearTimeout(press.timer)
}

function repeat(press: Press, work: () => void): void {
  work()
  press.timer = setTimeout(() => repeat(press, work), REPEAT_EVERY_MS)
}

function coalesced(event: PointerEvent<HTMLElement>): globalThis.PointerEvent[] {
  const all = event.nativeEvent.getCoalescedEvents?.() ?? []
  return all.length > 0 ? all : [event.nativeEvent]
}

/** Pixels of an option among what a key also writes. */
export const OPTION = 44

function offered(element: HTMLElement, key: string): Held {
  const capital = key !== key.toLowerCase()
  const options = [key, ...[...(ACCENTS[key.toLowerCase()] ?? '')].map((each) => (capital ? each.toLocaleUpperCase() : each))]
  const { left, top, width } = element.getBoundingClientRect()
  const middle = left + width / 2 - OPTION / 2
  return { key, options, at: 0, left: Math.max(4, Math.min(middle, window.innerWidth - options.length * OPTION - 12)), top }
}

function pointedAt(held: Held, x: number): Held {
  const at = Math.max(0, Math.min(held.options.length - 1, Math.floor((x - held.left) / OPTION)))
  return at === held.at ? held : { ...held, at }
}

function centre(keys: HTMLElement | null, name: string): { x: number; y: number } | null {
  const box = keys?.querySelector(`[data-key="${name}"]`)?.getBoundingClientRect()
  return box === undefined ? null : { x: box.left + box.width / 2, y: box.top + box.height / 2 }
}

function widthOf(keys: HTMLElement | null): number {
  const [q, p] = [centre(keys, 'q'), centre(keys, 'p')]
  return q === null || p === null ? Infinity : (p.x - q.x) / 9
}

/** A path in pixels of the screen, in widths of a key from the centre of the first; rows are one apart. */
function measured(keys: HTMLElement | null, path: readonly Point[]): Point[] {
  const [q, z, width] = [centre(keys, 'q'), centre(keys, 'z'), widthOf(keys)]
  if (q === null || z === null) return []
  const row = (z.y - q.y) / 2
  const thin = Math.ceil(path.length / MOST_POINTS)
  return path.filter((_, i) => i % thin === 0 || i === path.length - 1).map(([x, y, t]) => [round((x - q.x) / width), round((y - q.y) / row), round(t)])
}

function round(x: number): number {
  return Math.round(x * 1000) / 1000
}
