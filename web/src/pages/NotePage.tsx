import { useCallback, useEffect, useRef, useState } from 'react'
import { Icon } from '../components/Icon'
import { notes } from '../home/documents'
import { go } from '../home/route'
import { useDocs, useSync, useSyncState } from '../home/sync'
import { dayAndTime } from '../home/when'
import { Empty, Loading, Page } from '../parts/Page'
import { useToast } from '../parts/Toasts'
import { fill, useWords } from '../words'
import { titleOf } from './NotesPage'

const PAUSE_MS = 700

type Part = 'title' | 'text'

/** One note, kept while it is written. */
export function NotePage({ id }: { id: string }) {
  const { ui, words } = useWords()
  const sync = useSync()
  const toast = useToast()
  const { whole } = useSyncState()
  const note = notes(useDocs('notes')).find((each) => each.id === id)
  const draft = useDraft(id)
  if (note === undefined) {
    return <Page title={words.navNotes} back="notes">{whole ? <Empty icon="note" title={words.noteGone} /> : <Loading />}</Page>
  }
  const remove = async () => {
    const { id: _, ...fields } = { ...note, ...draft.parts }
    draft.drop()
    await sync.delete('notes', id)
    go('notes')
    if (titleOf(note) !== '') {
      toast(fill(words.deletedNamed, { name: titleOf(note) }), () => void sync.put('notes', id, fields))
    }
  }
  return (
    <Page
      title={words.note} back="notes"
      actions={
        <>
          <button
            type="button" className="quiet-button icon-only" aria-pressed={note.pinned} aria-label={words.pin} title={words.pin}
            onClick={() => void sync.change('notes', id, { pinned: !note.pinned })}
          >
            <Icon name="pin" />
          </button>
          <button type="button" className="quiet-button icon-only" aria-label={words.deleteNote} title={words.deleteNote} onClick={() => void remove()}>
            <Icon name="trash" />
          </button>
        </>
      }
    >
      <article className="card padded note-paper">
        <input
          className="note-title" value={draft.parts.title ?? note.title} placeholder={words.noteTitle} aria-label={words.noteTitle}
          maxLength={500} onChange={({ target }) => draft.write({ title: target.value })} onBlur={draft.keep}
        />
        <textarea
          className="note-text" value={draft.parts.text ?? note.text} placeholder={words.noteText} aria-label={words.noteText}
          maxLength={20_000} rows={10} onChange={({ target }) => draft.write({ text: target.value })} onBlur={draft.keep}
        />
        <p className="hint">{note.changed > 0 && fill(words.changedAt, { when: dayAndTime(note.changed, ui) })}</p>
      </article>
    </Page>
  )
}

/** What is being written, until the next pause: others' changes do not take the words out of one's hands. */
function useDraft(id: string) {
  const sync = useSync()
  const [parts, setParts] = useState<Partial<Record<Part, string>>>({})
  const latest = useRef(parts)
  const pause = useRef<number | undefined>(undefined)
  const set = (next: typeof parts) => {
    latest.current = next
    setParts(next)
  }
  const keep = useCallback(() => {
    window.clearTimeout(pause.current)
    const written = latest.current
    if (Object.keys(written).length === 0) return
    latest.current = {}
    void sync.change('notes', id, { ...written, changed: Math.round(Date.now() / 1000) }).then(() => {
      // What was typed meanwhile stays.
      setParts(latest.current)
    })
  }, [sync, id])
  useEffect(() => {
    window.addEventListener('pagehide', keep)
    return () => {
      window.removeEventListener('pagehide', keep)
      keep()
    }
  }, [keep])
  return {
    parts,
    keep,
    write: (part: Partial<Record<Part, string>>) => {
      set({ ...latest.current, ...part })
      window.clearTimeout(pause.current)
      pause.current = window.setTimeout(keep, PAUSE_MS)
    },
    drop: () => {
      window.clearTimeout(pause.current)
      set({})
    },
  }
}
