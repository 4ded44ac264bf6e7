import { Icon } from '../components/Icon'
import { sizeName } from '../photos/naming'
import type { Uploads } from '../photos/useUploads'
import { fill, problemWords, useWords } from '../words'

/** What is on its way to the server, and what did not get there. */
export function PhotoTray({ uploads }: { uploads: Uploads }) {
  const { ui, words } = useWords()
  const { all } = uploads
  if (all.length === 0) return null
  const failed = all.filter(({ state }) => state === 'failed')
  const done = all.filter(({ state }) => state === 'done').length
  const total = all.reduce((sum, { file }) => sum + file.size, 0)
  const sent = all.reduce((sum, each) => sum + (each.state === 'done' ? each.file.size : each.sent), 0)
  const over = done + failed.length === all.length
  const [first] = failed
  const title = over
    ? failed.length === 0 ? fill(words.uploaded, { count: String(done) }) : fill(words.uploadFailed, { count: String(failed.length) })
    : fill(words.uploading, { count: String(done), all: String(all.length) })
  return (
    <section className="photo-tray card" aria-label={words.upload}>
      <p role="status">{title}</p>
      {!over && (
        <>
          <progress max={Math.max(total, 1)} value={sent} aria-label={words.upload} />
          <p className="hint">{fill(words.uploadSize, { sent: sizeName(sent, ui), all: sizeName(total, ui) })}</p>
        </>
      )}
      {first?.error != null && <p className="problem">{first.file.name}: {problemWords(words, first.error)}</p>}
      <div className="photo-tray-tools">
        {failed.length > 0 && <button type="button" className="button plain" onClick={uploads.again}>{words.tryAgain}</button>}
        <button type="button" className="quiet-button" onClick={uploads.clear}>
          {over ? words.dismiss : <><Icon name="close" />{words.giveUp}</>}
        </button>
      </div>
    </section>
  )
}
