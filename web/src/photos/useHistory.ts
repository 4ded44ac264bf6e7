import { useCallback, useState } from 'react'

/** Steps back are bounded: nobody goes further. */
const MOST = 200

interface Held<T> {
  past: readonly T[]
  now: T
  future: readonly T[]
  /** What is being moved: its changes are one step. */
  key: string | null
}

export interface History<T> {
  now: T
  /** `key`: what is being moved, until it is let go. */
  set: (next: T, key?: string) => void
  settle: () => void
  undo: (() => void) | null
  redo: (() => void) | null
  /** From here on, with nothing to undo. */
  begin: (value: T) => void
}

/** A value that can be taken back step by step. */
export function useHistory<T>(first: T): History<T> {
  const [held, setHeld] = useState<Held<T>>({ past: [], now: first, future: [], key: null })
  const set = useCallback((next: T, key?: string) => setHeld((before) => after(before, next, key ?? null)), [])
  const settle = useCallback(() => setHeld((before) => (before.key === null ? before : { ...before, key: null })), [])
  const begin = useCallback((value: T) => setHeld({ past: [], now: value, future: [], key: null }), [])
  return {
    now: held.now,
    set,
    settle,
    begin,
    undo: held.past.length === 0 ? null : () => setHeld(undone),
    redo: held.future.length === 0 ? null : () => setHeld(redone),
  }
}

function after<T>(before: Held<T>, next: T, key: string | null): Held<T> {
  if (key !== null && key === before.key) return { ...before, now: next }
  return { past: [...before.past, before.now].slice(-MOST), now: next, future: [], key }
}

function undone<T>({ past, now, future }: Held<T>): Held<T> {
  const last = past.at(-1)
  return last === undefined ? { past, now, future, key: null } : { past: past.slice(0, -1), now: last, future: [now, ...future], key: null }
}

function redone<T>({ past, now, future }: Held<T>): Held<T> {
  const [next, ...rest] = future
  return next === undefined ? { past, now, future, key: null } : { past: [...past, now], now: next, future: rest, key: null }
}
