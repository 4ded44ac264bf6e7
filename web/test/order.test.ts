import fc from 'fast-check'
import { expect, it } from 'vitest'
import { between, moved, type Placed, sorted } from '../src/home/order'

it('puts any number of things between any two', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(), { maxLength: 60 }), (places) => {
      const orders: string[] = []
      for (const place of places) {
        const at = place % (orders.length + 1)
        const made = between(orders[at - 1] ?? '', orders[at] ?? '')
        orders.splice(at, 0, made)
        expect(made).toMatch(/[b-z]$/)
      }
      expect([...orders].sort()).toEqual(orders)
      expect(new Set(orders).size).toBe(orders.length)
    }),
    { seed: 1, numRuns: 300 },
  )
})

it('stays short for a list that only grows', () => {
  const orders = new Map<string, string>()
  for (let i = 0; i < 1_000; i++) {
    const things = [...orders].map(([id, order]) => ({ id, order }))
    for (const { id, order } of moved(things, `i${String(i).padStart(4, '0')}`, i)) orders.set(id, order)
  }
  expect(Math.max(...[...orders.values()].map(({ length }) => length))).toBeLessThanOrEqual(60)
  const ids = sorted([...orders].map(([id, order]) => ({ id, order }))).map(({ id }) => id)
  expect(ids).toEqual([...ids].sort())
})

it('moves a thing anywhere, whatever places the others have', () => {
  const order = fc.constantFrom('', 'b', 'c', 'cm', 'z', 'a', '5')
  fc.assert(
    fc.property(fc.array(order, { minLength: 1, maxLength: 8 }), fc.nat(), fc.nat(), (orders, which, where) => {
      const things: Placed[] = orders.map((each, i) => ({ id: `id${i}`, order: each }))
      const id = `id${which % things.length}`
      const index = where % things.length
      const expected = sorted(things).map((each) => each.id).filter((each) => each !== id)
      expected.splice(index, 0, id)
      const changes = new Map(moved(things, id, index).map((each) => [each.id, each.order]))
      const after = things.map((each) => ({ ...each, order: changes.get(each.id) ?? each.order }))
      expect(sorted(after).map((each) => each.id)).toEqual(expected)
    }),
    { seed: 1, numRuns: 300 },
  )
})

it('changes one thing only where that is enough', () => {
  expect(moved([{ id: 'x', order: 'c' }, { id: 'y', order: 'f' }, { id: 'z', order: 'm' }], 'z', 1)).toHaveLength(1)
})
