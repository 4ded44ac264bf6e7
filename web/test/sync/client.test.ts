import 'fake-indexeddb/auto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Options, Sync } from '../../src/sync/client'
import { Away } from '../../src/sync/server'
import { next, past, stampOf } from '../../src/sync/stamps'
import { Store } from '../../src/sync/store'
import { MemoryServer } from './memoryServer'

let account = 0
let opened: Sync[] = []
let server: MemoryServer

beforeEach(() => {
  account += 1
  server = new MemoryServer(() => Date.now())
})

afterEach(async () => {
  for (const each of opened) {
    each.close()
    await each.idle()
  }
  opened = []
})

async function open(options: Options = {}, name = `account${account}`): Promise<Sync> {
  const sync = await Sync.open(name, { server, random: () => 0, ...options })
  opened.push(sync)
  return sync
}

async function live(options: Options = {}, name?: string): Promise<Sync> {
  const sync = await open(options, name)
  await settled(sync)
  return sync
}

/** Everything that is under way has happened, on this side and on the other. */
async function settled(...syncs: Sync[]): Promise<void> {
  for (let i = 0; i < 5; i++) {
    for (const sync of syncs) await sync.idle()
    await new Promise((resolve) => setTimeout(resolve, 0))
  }
}

async function again(sync: Sync): Promise<void> {
  sync.sync()
  await settled(sync)
}

function seen(sync: Sync, collection = 'items'): Record<string, unknown> {
  return Object.fromEntries(sync.all(collection).map(({ id, fields }) => [id, fields]))
}

async function until(what: () => boolean): Promise<void> {
  const end = Date.now() + 30_000
  while (!what() && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 5))
  expect(what()).toBe(true)
}

const stamp = (wall: number) => stampOf({ wall, count: 0 }, 'other')

describe('a browser in step', () => {
  it('shows an edit at once and sends it', async () => {
    const sync = await live()
    await sync.put('items', 'milk', { list: 'shop', text: 'Milk' })
    expect(seen(sync)).toEqual({ milk: { list: 'shop', text: 'Milk' } })
    await settled(sync)
    expect(server.document('items')).toEqual(seen(sync))
    expect(sync.state).toEqual({ link: 'live', unsent: 0, whole: true })
  })

  it('sends only the fields that were changed, and nothing when none was', async () => {
    const sync = await live()
    await sync.put('items', 'milk', { text: 'Milk', done: false })
    await settled(sync)
    const before = server.rows.get('items/milk')
    await sync.change('items', 'milk', { text: 'Milk', done: true })
    await settled(sync)
    const after = server.rows.get('items/milk')
    expect(after?.stamps['text']).toBe(before?.stamps['text'])
    expect(after?.stamps['done']).not.toBe(before?.stamps['done'])
    const pushes = server.requests.filter((name) => name === 'push').length
    await sync.change('items', 'milk', { done: true })
    await settled(sync)
    expect(server.requests.filter((name) => name === 'push').length).toBe(pushes)
  })

  it('gives back what it removed as it was after the edits that were still being made', async () => {
    const sync = await live()
    await sync.put('items', 'milk', { text: 'Milk', order: 'm' })
    void sync.change('items', 'milk', { order: 'c' })
    const gone = await sync.remove('items', 'milk', 'nothing')
    expect(gone).toEqual([{ id: 'milk', fields: { text: 'Milk', order: 'c' } }])
    expect(seen(sync)).toEqual({})
    await sync.edit(gone.map((each) => ({ collection: 'items', ...each })))
    expect(seen(sync)).toEqual({ milk: { text: 'Milk', order: 'c' } })
  })

  it('hears of what others do without asking', async () => {
    const sync = await live()
    server.edit({ collection: 'items', id: 'tea', stamp: stamp(Date.now()), fields: { text: 'Tea' } })
    await settled(sync)
    expect(seen(sync)).toEqual({ tea: { text: 'Tea' } })
    server.edit({ collection: 'items', id: 'tea', stamp: stamp(Date.now() + 1), deleted: true })
    await settled(sync)
    expect(seen(sync)).toEqual({})
  })

  it('fetches a long past page by page', async () => {
    for (let i = 0; i < 20; i++) server.apply({ collection: 'items', id: `i${i}`, stamp: stamp(5 + i), fields: { text: `${i}` } })
    const sync = await live()
    expect(Object.keys(seen(sync))).toHaveLength(20)
  })

  it('never makes a stamp that is behind one it has seen, and knows the server time', async () => {
    const wrong = () => Date.now() - 3_600_000
    server.apply({ collection: 'items', id: 'tea', stamp: stamp(Date.now()), fields: { text: 'Tea' } })
    const sync = await live({ now: wrong })
    await sync.change('items', 'tea', { text: 'Green tea' })
    await settled(sync)
    expect(server.document('items')).toEqual({ tea: { text: 'Green tea' } })
  })
})

it.each([-7_200_000, 7_200_000])('sets right what was edited while the clock was wrong by %i ms', async (wrong) => {
  server.apply({ collection: 'items', id: 'tea', stamp: stamp(Date.now() - 60_000), fields: { text: 'Tea' } })
  server.reachable = false
  const sync = await open({ now: () => Date.now() + wrong })
  await settled(sync)
  await sync.put('items', 'tea', { text: 'Green tea' })
  await sync.put('items', 'tea', { text: 'Black tea' })
  server.mend()
  await again(sync)
  expect(server.document('items')).toEqual({ tea: { text: 'Black tea' } })
  const [given = ''] = Object.values(server.rows.get('items/tea')?.stamps ?? {})
  expect(Math.abs(parseInt(given.slice(0, 12), 16) - Date.now())).toBeLessThan(30_000)
  expect(sync.state).toMatchObject({ link: 'live', unsent: 0 })
})

it('leaves the date of an edit that was sent once, and dates later ones after it', async () => {
  let ahead = 50_000
  const sync = await live({ now: () => Date.now() + ahead })
  server.faults.push('lost', 'unanswered')
  server.now = () => Date.now() + ahead
  await sync.put('items', 'tea', { text: 'Tea' })
  await again(sync)
  await again(sync)
  const given = server.rows.get('items/tea')?.stamps['text'] ?? ''
  // Only now it is told that its clock, and the server's, was wrong.
  server.now = () => Date.now()
  ahead = 50_000
  server.faults.length = 0
  await sync.put('items', 'tea', { text: 'Green tea' })
  await again(sync)
  expect((server.rows.get('items/tea')?.stamps['text'] ?? '') > given).toBe(true)
  expect(seen(sync)).toEqual({ tea: { text: 'Green tea' } })
  expect(server.document('items')).toEqual(seen(sync))
})

describe('without a network', () => {
  it('keeps edits through a reload and sends each once', async () => {
    const before = await live()
    server.cut()
    await before.put('items', 'milk', { text: 'Milk' })
    await before.put('items', 'tea', { text: 'Tea' })
    await before.delete('items', 'tea')
    await settled(before)
    expect(before.state).toMatchObject({ link: 'away', unsent: 3 })
    before.close()

    const after = await open()
    expect(seen(after)).toEqual({ milk: { text: 'Milk' } })
    server.mend()
    await again(after)
    expect(server.document('items')).toEqual({ milk: { text: 'Milk' } })
    expect(after.state).toEqual({ link: 'live', unsent: 0, whole: true })
    expect([...server.taken.values()]).toEqual([3])
  })

  it('comes back by itself', async () => {
    const sync = await live()
    server.cut()
    await sync.put('items', 'milk', { text: 'Milk' })
    await settled(sync)
    server.mend()
    await until(() => sync.state.unsent === 0)
    expect(server.document('items')).toEqual({ milk: { text: 'Milk' } })
  })

  it('repeats what was taken but not answered, which changes nothing', async () => {
    const sync = await live()
    server.faults.push('unanswered')
    await sync.put('items', 'milk', { text: 'Milk' })
    await settled(sync)
    expect(sync.state.link).toBe('away')
    await again(sync)
    expect(server.document('items')).toEqual({ milk: { text: 'Milk' } })
    expect(server.seq).toBe(1)
    expect(sync.state.unsent).toBe(0)
  })

  it('keeps both people’s edits of different fields', async () => {
    const sync = await live()
    await sync.put('items', 'milk', { text: 'Milk', done: false })
    await settled(sync)
    server.cut()
    await sync.change('items', 'milk', { done: true })
    server.edit({ collection: 'items', id: 'milk', stamp: stamp(Date.now() + 5), fields: { text: 'Oat milk' } })
    server.mend()
    await again(sync)
    expect(seen(sync)).toEqual({ milk: { text: 'Oat milk', done: true } })
    expect(server.document('items')).toEqual(seen(sync))
  })
})

describe('what the server refuses', () => {
  it('is undone and told, and the rest goes through', async () => {
    const told: string[] = []
    const sync = await live({ onRefused: ({ code }, edit) => told.push(`${code} ${edit?.id}`) })
    server.refuse = ({ id }) => (id === 'bad' ? { code: 'bad_record', message: 'No.' } : null)
    await sync.edit(['one', 'bad', 'two'].map((id) => ({ collection: 'items', id, fields: { text: id } })))
    await settled(sync)
    expect(Object.keys(seen(sync))).toEqual(['one', 'two'])
    expect(told).toEqual(['bad_record bad'])
    expect(sync.state.unsent).toBe(0)
  })

  it.each([1, 3])('does not block the queue even if it cannot be read (%i edits)', async (edits) => {
    const told: string[] = []
    const sync = await live({ onRefused: ({ code }, edit) => told.push(`${code} ${edit?.id}`) })
    server.unreadable = ({ id }) => id === 'bad'
    const ids = edits === 1 ? ['bad'] : ['one', 'bad', 'two']
    await sync.edit(ids.map((id) => ({ collection: 'items', id, fields: { text: id } })))
    await settled(sync)
    await sync.put('items', 'later', { text: 'later' })
    await settled(sync)
    expect(told).toEqual(['bad_message bad'])
    expect(Object.keys(server.document('items')).sort()).toEqual([...ids.filter((id) => id !== 'bad'), 'later'].sort())
    expect(sync.state).toMatchObject({ link: 'live', unsent: 0 })
  })

  it('stops, and says so, when this browser is not signed in any more', async () => {
    const sync = await live()
    server.signedIn = false
    await sync.put('items', 'milk', { text: 'Milk' })
    await settled(sync)
    expect(sync.state).toMatchObject({ link: 'out', unsent: 1 })
  })
})

describe('two copies that were set back', () => {
  it('starts a new line of numbers when the server is an older backup', async () => {
    const sync = await live()
    for (const id of ['a', 'b', 'c']) await sync.put('items', id, { text: id })
    await settled(sync)
    server.rows.clear()
    server.taken.clear()
    server.seq = 0
    await sync.put('items', 'd', { text: 'd' })
    await settled(sync)
    await again(sync)
    expect(server.document('items')).toEqual({ d: { text: 'd' } })
    expect(seen(sync)).toEqual({ d: { text: 'd' } })
  })

  it('starts a new line when this browser’s disk is older than what it sent', async () => {
    const sync = await live()
    const { replica } = await (await Store.open(`account${account}`, () => undefined)).book()
    server.taken.set(replica, 7)
    await sync.put('items', 'milk', { text: 'Milk' })
    await settled(sync)
    expect(server.document('items')).toEqual({ milk: { text: 'Milk' } })
    expect(sync.state.unsent).toBe(0)
  })

  it('forgets what was deleted so long ago that the server has forgotten it', async () => {
    const ids = Array.from({ length: 8 }, (_, i) => `i${i}`)
    const sync = await live()
    await sync.edit(ids.map((id) => ({ collection: 'items', id, fields: { text: id } })))
    await settled(sync)
    sync.close()
    for (const id of ['i1', 'i2', 'i3', 'i4', 'i5', 'i6', 'i7']) {
      server.apply({ collection: 'items', id, stamp: stamp(Date.now() + 9), ...(id < 'i3' ? { deleted: true } : { fields: { text: `new ${id}` } }) })
    }
    server.compact()
    server.apply({ collection: 'items', id: 'new', stamp: stamp(Date.now()), fields: { text: 'new' } })

    const after = await live()
    expect(Object.keys(seen(after)).sort()).toEqual(['i0', 'i3', 'i4', 'i5', 'i6', 'i7', 'new'])
    expect(seen(after)).toEqual(server.document('items'))
  })

  it('begins such a round anew when it was cut', async () => {
    const sync = await live()
    await sync.edit(['a', 'b', 'c', 'd', 'e'].map((id) => ({ collection: 'items', id, fields: { text: id } })))
    await settled(sync)
    server.cut()
    await settled(sync)
    sync.close()
    server.apply({ collection: 'items', id: 'a', stamp: stamp(Date.now() + 9), deleted: true })
    server.compact()
    for (const id of ['f', 'g', 'h']) server.apply({ collection: 'items', id, stamp: stamp(Date.now()), fields: { text: id } })
    server.mend()
    server.mostRows = 2

    const pull = server.pull.bind(server)
    let pulls = 0
    server.pull = (since) => (++pulls > 1 ? Promise.reject(new Away('cut')) : pull(since))
    const cut = await live()
    expect(cut.state.link).toBe('away')
    cut.close()
    server.pull = pull
    const after = await live()
    expect(seen(after)).toEqual(server.document('items'))
  })
})

describe('several tabs', () => {
  it('number their edits without a clash and show each other’s', async () => {
    const [one, two] = [await live(), await live()]
    server.cut()
    await Promise.all(['a', 'b', 'c', 'd'].map((id, i) => (i % 2 ? one : two).put('items', id, { text: id })))
    await until(() => one.all('items').length === 4 && two.all('items').length === 4)
    server.mend()
    one.sync()
    two.sync()
    await settled(one, two)
    await until(() => one.state.unsent === 0 && two.state.unsent === 0)
    expect(Object.keys(server.document('items')).sort()).toEqual(['a', 'b', 'c', 'd'])
    expect([...server.taken.entries()]).toEqual([[(await (await Store.open(`account${account}`, () => undefined)).book()).replica, 4]])
  })

  it('send what a tab left behind that was closed too soon', async () => {
    const [one, two] = [await live(), await live()]
    const sending = one.put('items', 'milk', { text: 'Milk' })
    one.sync = () => undefined
    await sending
    one.close()
    await until(() => Object.keys(server.document('items')).length === 1)
    expect(seen(two)).toEqual({ milk: { text: 'Milk' } })
  })

  it('all let go when one signs out, and nothing stays on the disk', async () => {
    const [one, two] = [await live(), await live()]
    await one.put('items', 'milk', { text: 'Milk' })
    await settled(one, two)
    await one.wipe()
    expect(two.state.link).toBe('gone')
    expect(two.all('items')).toEqual([])
    expect((await indexedDB.databases()).map(({ name }) => name)).not.toContain(`parley-account${account}`)
  })
})

it('never shows one person’s data to another', async () => {
  const one = await live()
  await one.put('notes', 'diary', { text: 'Dear diary' })
  one.close()
  const other = await open({ server: new MemoryServer() }, 'somebody')
  expect(other.all('notes')).toEqual([])
  await Sync.forget('somebody')
})

describe('stamps', () => {
  it('go forward though the clock goes back, and past whatever was seen', () => {
    const first = next({ wall: 0, count: 0 }, 500.7)
    const second = next(first, 100)
    expect([first, second]).toEqual([{ wall: 500, count: 0 }, { wall: 500, count: 1 }])
    expect(next({ wall: 5, count: 0xffff }, 1)).toEqual({ wall: 6, count: 0 })
    expect(past(first, stampOf({ wall: 900, count: 3 }, 'x'), 500)).toEqual({ wall: 900, count: 3 })
    expect(past(first, stampOf({ wall: 99_999_999, count: 0 }, 'x'), 500)).toEqual(first)
    expect(past(first, 'rubbish', 500)).toEqual(first)
    expect(stampOf({ wall: 255, count: 16 }, 'abc')).toBe('0000000000ff-0010-abc')
  })
})
