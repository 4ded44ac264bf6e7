import { useState } from 'react'
import { Icon } from '../components/Icon'
import { useDocs, useSync, useSyncState } from '../home/sync'
import { localeOf } from '../home/when'
import { bySubject, relationWords, told, type Told } from '../knowledge/facts'
import { Empty, Loading, Page } from '../parts/Page'
import { Sheet } from '../parts/Sheet'
import { useToast } from '../parts/Toasts'
import { fill, useWords } from '../words'

/** What the person told Parley about their own world, and how to have it forgotten. */
export function KnowledgeMine() {
  const { ui, words } = useWords()
  const sync = useSync()
  const toast = useToast()
  const { whole } = useSyncState()
  const docs = useDocs('facts')
  const all = told(docs)
  const [sure, setSure] = useState(false)
  const forget = ({ id }: Told) => {
    const fields = docs.find((each) => each.id === id)?.fields
    void sync.delete('facts', id)
    toast(words.forgotten, fields === undefined ? undefined : () => void sync.put('facts', id, fields))
  }
  return (
    <Page
      title={words.mineTitle} back="knowledge"
      actions={all.length > 0 && <button type="button" className="button plain" onClick={() => setSure(true)}><Icon name="trash" />{words.mineDeleteAll}</button>}
    >
      <p className="lead">{words.mineText}</p>
      {all.length === 0 && (whole ? <Empty icon="info" title={words.mineNone}>{words.mineNoneHint}</Empty> : <Loading />)}
      {bySubject(all, localeOf(ui)).map(([subject, facts]) => (
        <section key={subject}>
          <h3 className="day">{subject || words.mineOwn}</h3>
          <ul className="card rows">
            {facts.map((fact) => (
              <li key={fact.id} className="row">
                <span className="row-words">
                  <span className="row-name" lang={fact.language === '' ? undefined : fact.language}>
                    {relationWords(fact.relation, words)}{ui === 'zh' ? '：' : ': '}{fact.value}
                  </span>
                  {fact.said !== '' && <span className="row-note">{fill(words.mineSaid, { said: fact.said })}</span>}
                </span>
                <button
                  type="button" className="quiet-button icon-only" title={words.forget}
                  aria-label={fill(words.forgetNamed, { name: fact.said || fact.value })} onClick={() => forget(fact)}
                >
                  <Icon name="close" />
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
      {sure && (
        <Sheet title={words.mineDeleteAll} onClose={() => setSure(false)}>
          <p>{fill(words.mineDeleteAllSure, { count: String(all.length) })}</p>
          <button
            type="button" className="button danger wide"
            onClick={() => void sync.delete('facts', ...all.map(({ id }) => id)).then(() => {
              setSure(false)
              toast(words.forgotten)
            })}
          >
            {words.mineDeleteAll}
          </button>
        </Sheet>
      )}
    </Page>
  )
}
