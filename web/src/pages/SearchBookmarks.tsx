import { useEffect, useState } from 'react'
import { Icon } from '../components/Icon'
import { useDocs, useSync } from '../home/sync'
import { dayName } from '../home/when'
import { useLoaded } from '../parts/asking'
import { Field } from '../parts/Field'
import { Empty } from '../parts/Page'
import { Sheet } from '../parts/Sheet'
import { useToast } from '../parts/Toasts'
import { type Bookmark, bookmarks, tagsOf } from '../search/bookmarks'
import { isWeb } from '../search/kinds'
import { loadMarked } from '../search/server'
import { whyWords } from '../search/why'
import { nameOf, withScheme } from '../search/naming'
import { fill, useWords } from '../words'

const NEW: Bookmark = { id: '', url: '', title: '', note: '', tags: [], added: 0 }

/** Addresses that were kept; their pages are read so that they are found by what they say. */
export function SearchBookmarks() {
  const { ui, words } = useWords()
  const sync = useSync()
  const toast = useToast()
  const docs = useDocs('bookmarks')
  const [edited, setEdited] = useState<Bookmark | null>(null)
  const all = bookmarks(docs)
  const { value: marked, again } = useLoaded(loadMarked)
  // What was kept a moment ago is told by the next look.
  useEffect(again, [docs, again])
  const failed = new Map((marked ?? []).flatMap(({ id, state, code }) => (state === 'failed' ? [[id, code]] : [])))
  const forget = ({ id, title, url }: Bookmark) => {
    const fields = docs.find((each) => each.id === id)?.fields
    void sync.delete('bookmarks', id)
    toast(fill(words.deletedNamed, { name: title || nameOf(url) }), fields === undefined ? undefined : () => void sync.put('bookmarks', id, fields))
  }
  return (
    <section>
      <div className="section-head">
        <h3>{words.bookmarks}</h3>
        <button type="button" className="quiet-button" onClick={() => setEdited(NEW)}><Icon name="plus" />{words.newBookmark}</button>
      </div>
      {all.length === 0
        ? <Empty icon="bookmark" title={words.bookmarksNone}>{words.bookmarksNoneHint}</Empty>
        : (
          <ul className="card rows">
            {all.map((each) => (
              <li key={each.id} className="row">
                <a className="row-open" href={isWeb(each.url) ? each.url : undefined} target="_blank" rel="noopener noreferrer">
                  <span className="row-icon"><Icon name="bookmark" /></span>
                  <span className="row-words">
                    <span className="row-name">{each.title || nameOf(each.url)}{each.tags.map((tag) => <span key={tag} className="chip">{tag}</span>)}</span>
                    {each.note !== '' && <span className="hit-text">{each.note}</span>}
                    {failed.has(each.id) && <span className="hit-note warm">{whyWords(failed.get(each.id) ?? '', words)}</span>}
                    <span className="hit-note">{[nameOf(each.url), ...(each.added > 0 ? [dayName(each.added, ui)] : [])].join(' · ')}</span>
                  </span>
                </a>
                <button type="button" className="quiet-button icon-only" aria-label={fill(words.editNamed, { name: each.title || nameOf(each.url) })} onClick={() => setEdited(each)}>
                  <Icon name="sliders" />
                </button>
                <button type="button" className="quiet-button icon-only" aria-label={fill(words.deleteNamed, { name: each.title || nameOf(each.url) })} onClick={() => forget(each)}>
                  <Icon name="trash" />
                </button>
              </li>
            ))}
          </ul>
        )}
      {edited !== null && <BookmarkSheet bookmark={edited} onClose={() => setEdited(null)} />}
    </section>
  )
}

function BookmarkSheet({ bookmark, onClose }: { bookmark: Bookmark; onClose: () => void }) {
  const { ui, words } = useWords()
  const sync = useSync()
  const [url, setUrl] = useState(bookmark.url)
  const [title, setTitle] = useState(bookmark.title)
  const [note, setNote] = useState(bookmark.note)
  const [tags, setTags] = useState(bookmark.tags.join(ui === 'zh' ? '，' : ', '))
  const [wrong, setWrong] = useState(false)
  const save = async () => {
    const address = withScheme(url)
    setWrong(!isWeb(address))
    if (!isWeb(address)) return
    const fields = { url: address, title: title.trim(), note: note.trim(), tags: tagsOf(tags) }
    await (bookmark.id === '' ? sync.add('bookmarks', { ...fields, added: Date.now() / 1000 }) : sync.put('bookmarks', bookmark.id, fields))
    onClose()
  }
  return (
    <Sheet title={bookmark.id === '' ? words.newBookmark : words.bookmarks} onClose={onClose}>
      <form
        className="form" noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <Field
          label={words.siteAddress} value={url} onChange={setUrl} data-focus maxLength={2000} inputMode="url" placeholder="https://" autoCapitalize="none"
          spellCheck={false}
        />
        <Field label={words.bookmarkTitle} value={title} onChange={setTitle} maxLength={200} />
        <Field label={words.bookmarkNote} value={note} onChange={setNote} maxLength={1000} />
        <Field label={words.bookmarkTags} value={tags} onChange={setTags} maxLength={200} />
        {wrong && <p className="problem" role="alert">{words.badAddress}</p>}
        <button type="submit" className="button wide">{words.save}</button>
      </form>
    </Sheet>
  )
}
