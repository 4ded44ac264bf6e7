import type { Ui } from '../words'
import { nameOf } from './naming'
import type { Burst } from './types'

/** The reasons for each picture of a burst, in words. */
export function reasonsOf(burst: Burst, ui: Ui): ReadonlyMap<string, readonly string[]> {
  return new Map(burst.ids.map((id, i) => [id, (burst.words[i] ?? []).map((each) => nameOf(each, ui))]))
}
