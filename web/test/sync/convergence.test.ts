import 'fake-indexeddb/auto'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Sync } from '../../src/sync/client'
import { type Fault, MemoryServer } from './memoryServer'

const BROWSERS = 3
const IDS = ['a', 'b', 'c']
const browser = fc.nat(BROWSERS - 1)
const id = fc.constantFrom(...IDS)

type Step =
  | { do: 'set'; browser: number; id: string; field: string; value: number }
  | { do: 'delete'; browser: number; id: string }
  | { do: 'sync'; browser: number; faults: Fault[] }
  | { do: 'reload'; browser: number }
  | { do: 'tick'; milliseconds: number }

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('set' as const), browser, id, field: fc.constantFrom('text', 'done'), value: fc.nat(9) }) },
  fc.record({ do: fc.constant('delete' as const), browser, id }),
  { weight: 2, arbitrary: fc.record({ do: fc.constant('sync' as const), browser, faults: fc.array(fc.constantFrom<Fault>('lost', 'unanswered'), { maxLength: 3 }) }) },
  fc.record({ do: fc.constant('reload' as const), browser }),
  fc.record({ do: fc.constant('tick' as const), milliseconds: fc.nat(100) }),
)

let run = 0

it('whatever happens on the way, every browser ends up with what the server has, and no edit is left behind', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 25 }),
      fc.array(fc.integer({ min: -100_000, max: 50_000 }), { minLength: BROWSERS, maxLength: BROWSERS }),
      async (steps, skews) => {
        run += 1
        let time = 1_000_000_000
        const server = new MemoryServer(() => time)
        server.mostRows = 2
        const open = async (i: number) => {
          // Every request by hand: no feed, no timer.
          const quiet = { push: server.push.bind(server), pull: server.pull.bind(server), listen: () => ({ close: () => undefined }) }
          const sync = await Sync.open(`r${run}b${i}`, { server: quiet, now: () => time + (skews[i] ?? 0), random: () => 1 })
          await sync.idle()
          return sync
        }
        const browsers = await Promise.all(Array.from({ length: BROWSERS }, (_, i) => open(i)))
        const at = (i: number) => browsers[i] as Sync
        for (const each of steps) {
          if (each.do === 'tick') time += each.milliseconds
          else if (each.do === 'set') {
            server.reachable = false
            await at(each.browser).put('items', each.id, { [each.field]: each.value })
            await at(each.browser).idle()
            // One's own edit is always seen at once.
            expect(at(each.browser).get('items', each.id)?.[each.field]).toBe(each.value)
          } else if (each.do === 'delete') {
            server.reachable = false
            await at(each.browser).delete('items', each.id)
            await at(each.browser).idle()
            expect(at(each.browser).get('items', each.id)).toBeNull()
          } else if (each.do === 'reload') {
            const before = [...at(each.browser).all('items')].sort((one, other) => (one.id < other.id ? -1 : 1))
            server.reachable = false
            at(each.browser).close()
            browsers[each.browser] = await open(each.browser)
            const after = [...at(each.browser).all('items')].sort((one, other) => (one.id < other.id ? -1 : 1))
            expect(after).toEqual(before)
          } else {
            server.reachable = true
            server.faults.splice(0, server.faults.length, ...each.faults)
            at(each.browser).sync()
            await at(each.browser).idle()
          }
        }
        server.reachable = true
        server.faults.length = 0
        for (let round = 0; round < 2; round++) {
          for (const sync of browsers) {
            sync.sync()
            await sync.idle()
          }
        }
        for (const sync of browsers) {
          expect(Object.fromEntries(sync.all('items').map((doc) => [doc.id, doc.fields]))).toEqual(server.document('items'))
          expect(sync.state.unsent).toBe(0)
          await sync.wipe()
        }
      },
    ),
    { numRuns: 60, seed: 20 },
  )
}, 30_000)
