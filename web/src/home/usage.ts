/** What was used of the AI services with one key, as `/api/keys/usage` tells it. */

export interface Used {
  service: string
  /** Days since 1970, UTC. */
  day: number
  requests: number
  /** Of sound. */
  seconds: number
  /** Of text. */
  characters: number
}

export interface Usage {
  today: number
  keys: Record<string, Used[]>
}

export type Sum = Omit<Used, 'day'>

/** Requests of each of the last `days` days, the oldest first. */
export function perDay(used: readonly Used[], today: number, days: number): number[] {
  const counts = new Array<number>(days).fill(0)
  for (const { day, requests } of used) {
    const at = day - (today - days + 1)
    if (at >= 0 && at < days) counts[at] = (counts[at] ?? 0) + requests
  }
  return counts
}

/** What was used of each service, the most asked first. */
export function perService(used: readonly Used[]): Sum[] {
  const sums = new Map<string, Sum>()
  for (const { service, requests, seconds, characters } of used) {
    const sum = sums.get(service) ?? { service, requests: 0, seconds: 0, characters: 0 }
    sums.set(service, {
      service, requests: sum.requests + requests, seconds: sum.seconds + seconds, characters: sum.characters + characters,
    })
  }
  return [...sums.values()].sort((a, b) => b.requests - a.requests || a.service.localeCompare(b.service))
}
