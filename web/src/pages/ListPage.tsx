import { useRef, useState } from 'react'
import { Icon } from '../components/Icon'
import { type Item, items, type List, lists } from '../home/documents'
import { moved, sorted } from '../home/order'
import { go } from '../home/route'
import { useDocs, useSync, useSyncState } from '../home/sync'
import { Choice, Field } from '../parts/Field'
import { Empty, Loading, Page } from '../parts/Page'
import { Sheet } from '../parts/Sheet'
import { useToast } from '../parts/Toasts'
import { useReorder } from '../parts/useReorder'
import { randomName, type Sync } from '../sync'
import { fill, useWords } from '../words'
import { ItemRow } from './ItemRow'
import { KINDS } from './ListsPage'

/** One list: what is open, and what is done. */
export function ListPage({ id }: { id: string }) {
  const { words } = useWords()
  const sync = useSync()
  const { whole } = useSyncState()
  const toast = useToast()
  const list = lists(useDocs('lists')).find((each) => each.id === id)
  const all = sorted(items(useDocs('items')).filter((item) => item.list === id))
  const [editing, setEditing] = useState(false)
  const adding = useRef(Promise.resolve())
  const open = all.filter((item) => !item.done)
  const done = all.filter((item) => item.done)
  const reorder = useReorder(open.map((item) => item.id), (moving, index) => void place(sync, all, open, moving, index))
  const remove = async (which: Item[], text: string) => {
    const gone = await sync.remove('items', ...which.map((item) => item.id))
    toast(text, () => void sync.edit(gone.map((item) => ({ collection: 'items', ...item }))))
  }
  if (list === undefined) {
    return <Page title={words.navLists} back="lists">{whole ? <Empty icon="list" title={words.listGone} /> : <Loading />}</Page>
  }
  const row = (item: Item, handle?: ReturnType<typeof reorder.handle>) => (
    <ItemRow
      key={item.id} item={item} handle={handle} shift={reorder.shift(item.id)} lifted={reorder.dragging === item.id}
      onChange={(fields) => sync.change('items', item.id, fields)}
      onDelete={() => void remove([item], fill(words.deletedNamed, { name: item.text }))}
    />
  )
  return (
    <Page
      title={list.name} back="lists"
      actions={
        <button type="button" className="quiet-button icon-only" aria-label={words.editList} onClick={() => setEditing(true)}>
          <Icon name="more" />
        </button>
      }
    >
      <NewItem onAdd={(text) => {
        // One after the other, however fast somebody types: each comes after the one before.
        adding.current = adding.current.then(() => add(sync, id, text))
      }} />
      {all.length === 0 && <Empty icon={KINDS[list.kind].icon} title={words.noItems}>{words.noItemsHint}</Empty>}
      {open.length > 0 && (
        <ul ref={reorder.list} className="card items" aria-label={list.name}>{open.map((item) => row(item, reorder.handle(item.id)))}</ul>
      )}
      {done.length > 0 && (
        <section>
          <header className="section-head">
            <h3>{words.done}</h3>
            <button type="button" className="quiet-button" onClick={() => void remove(done, words.doneCleared)}>{words.clearDone}</button>
          </header>
          <ul className="card items" aria-label={words.done}>{done.map((item) => row(item))}</ul>
        </section>
      )}
      {editing && <EditList list={list} all={all} onClose={() => setEditing(false)} />}
    </Page>
  )
}

function NewItem({ onAdd }: { onAdd: (text: string) => void }) {
  const { words } = useWords()
  const [text, setText] = useState('')
  return (
    <form
      className="composer add"
      onSubmit={(event) => {
        event.preventDefault()
        if (text.trim() === '') return
        onAdd(text.trim())
        setText('')
      }}
    >
      <input
        value={text} maxLength={500} placeholder={words.addItem} aria-label={words.addItem} enterKeyHint="done"
        autoComplete="off" onChange={({ target }) => setText(target.value)}
      />
      <button type="submit" disabled={text.trim() === ''} aria-label={words.add} title={words.add}><Icon name="plus" /></button>
    </form>
  )
}

function EditList({ list, all, onClose }: { list: List; all: Item[]; onClose: () => void }) {
  const { words } = useWords()
  const sync = useSync()
  const toast = useToast()
  const [name, setName] = useState(list.name)
  const [kind, setKind] = useState(list.kind)
  const remove = async () => {
    const gone = [...all.map((item) => ({ collection: 'items', ...split(item) })), { collection: 'lists', ...split(list) }]
    await sync.edit(gone.map(({ collection, id }) => ({ collection, id, deleted: true })))
    onClose()
    go('lists')
    toast(fill(words.deletedNamed, { name: list.name }), () => void sync.edit(gone))
  }
  return (
    <Sheet title={words.editList} onClose={onClose}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          void sync.change('lists', list.id, { name: name.trim(), kind }).then(onClose)
        }}
      >
        <Field label={words.name} value={name} onChange={setName} required maxLength={200} pattern=".*\S.*" />
        <Choice label={words.listKind} value={kind} onChange={(value) => setKind(value as List['kind'])}>
          {(['shopping', 'tasks', 'other'] as const).map((each) => (
            <option key={each} value={each}>{words[KINDS[each].word]}</option>
          ))}
        </Choice>
        <button type="submit" className="button wide">{words.save}</button>
        <button type="button" className="button danger wide" onClick={() => void remove()}><Icon name="trash" />{words.deleteList}</button>
      </form>
    </Sheet>
  )
}

async function add(sync: Sync, list: string, text: string): Promise<void> {
  const all = items(sync.all('items')).filter((item) => item.list === list)
  const id = randomName()
  await sync.edit(moved(all, id, all.length).map(({ id: each, order }) => ({
    collection: 'items', id: each, fields: each === id ? { list, text, order } : { order },
  })))
}

/** To a place among what is open; what is done keeps its place between. */
async function place(sync: Sync, all: Item[], open: Item[], id: string, index: number): Promise<void> {
  const others = all.filter((item) => item.id !== id)
  const next = open.filter((item) => item.id !== id)[index]
  const at = next === undefined ? others.length : others.indexOf(next)
  await sync.edit(moved(all, id, at).map(({ id: each, order }) => ({ collection: 'items', id: each, fields: { order } })))
}

function split<T extends { id: string }>({ id, ...fields }: T) {
  return { id, fields }
}
