import { useState } from 'react'
import { Icon, type IconName } from '../components/Icon'
import { items, type List, lists } from '../home/documents'
import { moved, sorted } from '../home/order'
import { go, hrefOf } from '../home/route'
import { useDocs, useSync, useSyncState } from '../home/sync'
import { Choice, Field } from '../parts/Field'
import { Empty, Loading, Page } from '../parts/Page'
import { Sheet } from '../parts/Sheet'
import { randomName } from '../sync'
import { fill, useWords, type Words } from '../words'

export const KINDS: Record<List['kind'], { icon: IconName; word: keyof Words }> = {
  shopping: { icon: 'basket', word: 'listShopping' },
  tasks: { icon: 'check', word: 'listTasks' },
  other: { icon: 'list', word: 'listOther' },
}

/** All lists, and how much is open on each. */
export function ListsPage() {
  const { words } = useWords()
  const { whole } = useSyncState()
  const all = sorted(lists(useDocs('lists')))
  const entries = items(useDocs('items'))
  const [adding, setAdding] = useState(false)
  const note = (list: List) => {
    const its = entries.filter((item) => item.list === list.id)
    return its.length === 0 ? words.listEmpty : openWords(words, its.filter((item) => !item.done).length)
  }
  return (
    <Page
      title={words.navLists}
      actions={<button type="button" className="button" onClick={() => setAdding(true)}><Icon name="plus" />{words.newList}</button>}
    >
      {all.length === 0
        ? whole ? <Empty icon="list" title={words.noLists}>{words.noListsHint}</Empty> : <Loading />
        : (
          <ul className="tiles">
            {all.map((list) => (
              <li key={list.id}>
                <a className="tile" href={hrefOf('lists', list.id)}>
                  <span className="tile-icon"><Icon name={KINDS[list.kind].icon} /></span>
                  <span className="tile-name">{list.name}</span>
                  <span className="tile-note">{note(list)}</span>
                </a>
              </li>
            ))}
          </ul>
        )}
      {adding && <NewList all={all} onClose={() => setAdding(false)} />}
    </Page>
  )
}

function NewList({ all, onClose }: { all: List[]; onClose: () => void }) {
  const { words } = useWords()
  const sync = useSync()
  const [name, setName] = useState('')
  const [kind, setKind] = useState<List['kind']>('other')
  const add = async () => {
    const id = randomName()
    const places = moved(all, id, all.length)
    await sync.edit(places.map(({ id: each, order }) => ({
      collection: 'lists', id: each, fields: each === id ? { name: name.trim(), kind, order } : { order },
    })))
    onClose()
    go('lists', id)
  }
  return (
    <Sheet title={words.newList} onClose={onClose}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          void add()
        }}
      >
        <Field label={words.name} value={name} onChange={setName} required data-focus maxLength={200} pattern=".*\S.*" />
        <Choice label={words.listKind} value={kind} onChange={(value) => setKind(value as List['kind'])}>
          {(['shopping', 'tasks', 'other'] as const).map((each) => (
            <option key={each} value={each}>{words[KINDS[each].word]}</option>
          ))}
        </Choice>
        <button type="submit" className="button wide">{words.make}</button>
      </form>
    </Sheet>
  )
}

function openWords(words: Words, count: number): string {
  if (count === 0) return words.nothingOpen
  return count === 1 ? words.oneOpen : fill(words.someOpen, { count: String(count) })
}
