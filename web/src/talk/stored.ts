import { useState } from 'react'

/** A choice that the browser keeps; where it may not keep anything, a choice all the same. */
export function useStored<T extends string>(name: string, initial: T, valid: readonly T[]): [T, (value: T) => void] {
  const [value, setValue] = useState<T>(() => {
    const kept = readStored(name)
    return valid.find((each) => each === kept) ?? initial
  })
  const choose = (next: T) => {
    setValue(next)
    writeStored(name, next)
  }
  return [value, choose]
}

/** A random name that this browser keeps. */
export function keptName(name: string, storage: 'localStorage' | 'sessionStorage'): string {
  const kept = readStored(name, storage)
  if (kept !== null && /^[A-Za-z0-9_-]{1,20}$/.test(kept)) return kept
  const bytes = crypto.getRandomValues(new Uint8Array(8))
  const made = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  writeStored(name, made, storage)
  return made
}

/** What the browser keeps under a name, or null. */
export function readStored(name: string, storage: 'localStorage' | 'sessionStorage' = 'localStorage'): string | null {
  try {
    return window[storage].getItem(`parley.${name}`)
  } catch (error) {
    if (error instanceof DOMException) return null // private windows of some browsers
    throw error
  }
}

/** Have the browser keep a value, if it may. */
export function writeStored(name: string, value: string, storage: 'localStorage' | 'sessionStorage' = 'localStorage'): void {
  try {
    window[storage].setItem(`parley.${name}`, value)
  } catch (error) {
    if (!(error instanceof DOMException)) throw error
  }
}
