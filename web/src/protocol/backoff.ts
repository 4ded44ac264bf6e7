/** Milliseconds to wait before attempt `n` (0, 1, …) to connect again: doubling, at most 15 s, jittered. */
export function backoff(attempt: number, random: () => number = Math.random): number {
  const longest = Math.min(15_000, 500 * 2 ** Math.min(attempt, 10))
  return longest * (0.5 + 0.5 * random())
}
