import { Icon } from '../components/Icon'
import { type Note, notes } from '../home/documents'
import { go, hrefOf } from '../home/route'
import { useDocs, useSync, useSyncState } from '../home/sync'
import { dayName } from '../home/when'
import { Empty, Loading, Page } from '../parts/Page'
import { useWords } from '../words'

/** All notes: what is pinned first, then what was written last. */
export function NotesPage() {
  const { ui, words } = useWords()
  const sync = useSync()
  const { whole } = useSyncState()
  const all = notes(useDocs('notes')).sort((a, b) => Number(b.pinned) - Number(a.pinned) || b.changed - a.changed)
  const add = async () => go('notes', await sync.add('notes', { title: '', text: '', changed: Date.now() / 1000 }))
  return (
    <Page
      title={words.navNotes}
      actions={<button type="button" className="button" onClick={() => void add()}><Icon name="plus" />{words.newNote}</button>}
    >
      {all.length === 0
        ? whole ? <Empty icon="note" title={words.noNotes}>{words.noNotesHint}</Empty> : <Loading />
        : (
          <ul className="tiles">
            {all.map((note) => (
              <li key={note.id}>
                <a className="tile note" href={hrefOf('notes', note.id)}>
                  {note.pinned && <span className="tile-pin"><Icon name="pin" /><span className="visually-hidden">{words.pinned}</span></span>}
                  <span className="tile-name">{titleOf(note) || words.untitled}</span>
                  <span className="tile-text">{note.title === '' ? restOf(note.text) : note.text}</span>
                  {note.changed > 0 && <span className="tile-note">{dayName(note.changed, ui)}</span>}
                </a>
              </li>
            ))}
          </ul>
        )}
    </Page>
  )
}

export function titleOf(note: Note): string {
  return note.title || (note.text.trim().split('\n')[0] ?? '')
}

function restOf(text: string): string {
  return text.trim().split('\n').slice(1).join('\n').trim()
}
