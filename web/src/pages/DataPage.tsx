import { useContext, useState } from 'react'
import { Icon } from '../components/Icon'
import { api, type Me } from '../home/api'
import type { Entrance } from '../home/entry'
import { hrefOf } from '../home/route'
import { SyncContext } from '../home/sync'
import { useAsking } from '../parts/asking'
import { Field } from '../parts/Field'
import { Page, Problem } from '../parts/Page'
import { Sheet } from '../parts/Sheet'
import { fill, useWords } from '../words'

/** Taking everything away, or leaving for good. */
export function DataPage({ me, entrance }: { me: Me; entrance: Entrance }) {
  const { words } = useWords()
  const [leaving, setLeaving] = useState(false)
  return (
    <Page title={words.data} back="account">
      <section className="card padded told">
        <h3>{words.exportTitle}</h3>
        <p>{words.exportText}</p>
        <a className="button" href="/api/export" download><Icon name="box" />{words.exportButton}</a>
      </section>
      <section className="card padded told">
        <h3>{words.learnedTitle}</h3>
        <p>{words.learnedNote}</p>
        <a className="button plain" href={hrefOf('typing', 'words')}><Icon name="keyboard" />{words.learnedTitle}</a>
      </section>
      <section className="card padded told">
        <h3>{words.deleteTitle}</h3>
        <p>{me.role === 'owner' ? words.deleteOwnerText : words.deleteText}</p>
        <button type="button" className="button danger" onClick={() => setLeaving(true)}><Icon name="trash" />{words.deleteButton}</button>
      </section>
      {leaving && <Delete me={me} onGone={entrance.leave} onClose={() => setLeaving(false)} />}
    </Page>
  )
}

function Delete({ me, onGone, onClose }: { me: Me; onGone: () => void; onClose: () => void }) {
  const { words } = useWords()
  const asking = useAsking()
  const sync = useContext(SyncContext)
  const [typed, setTyped] = useState('')
  const [password, setPassword] = useState('')
  // Whoever never said a name types a word instead.
  const name = me.name || me.sign_in_name || ''
  const wanted = name || words.deleteWord
  const leave = () => asking.run(async () => {
    await api('DELETE', '/api/me', { confirm: name, ...(me.has_password ? { password } : {}) })
    await sync?.wipe()
    onGone()
  })
  return (
    <Sheet title={words.deleteTitle} onClose={onClose}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          if (typed.trim() === wanted) void leave()
        }}
      >
        <p>{words.deleteSure}</p>
        <Field label={fill(words.deleteType, { name: wanted })} value={typed} onChange={setTyped} autoComplete="off" />
        {me.has_password && (
          <Field label={words.password} type="password" value={password} onChange={setPassword} required maxLength={256} autoComplete="current-password" />
        )}
        <Problem error={asking.error} />
        <button type="submit" className="button danger wide filled" disabled={asking.busy || typed.trim() !== wanted}>{words.deleteButton}</button>
      </form>
    </Sheet>
  )
}
