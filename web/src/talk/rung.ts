import { readStored, writeStored } from './stored'

/** As many as a hello may name. */
const MOST = 50
const OCCURRENCE = /^[A-Za-z0-9_.:-]{1,120}$/

/** What this browser rang lately, the latest last. */
export function rungLately(): string[] {
  try {
    const kept: unknown = JSON.parse(readStored('rung') ?? '[]')
    if (!Array.isArray(kept)) return []
    return kept.filter((each): each is string => typeof each === 'string' && OCCURRENCE.test(each)).slice(-MOST)
  } catch (error) {
    if (error instanceof SyntaxError) return []
    throw error
  }
}

/** Remember that this browser rings; false when it has rung this already. */
export function keepRung(occurrence: string): boolean {
  const before = rungLately()
  if (before.includes(occurrence)) return false
  writeStored('rung', JSON.stringify([...before, occurrence].slice(-MOST)))
  return true
}
