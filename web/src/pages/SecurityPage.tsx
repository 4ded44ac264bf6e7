import { useState } from 'react'
import { Icon } from '../components/Icon'
import { api, type Me, type Session } from '../home/api'
import { ago } from '../home/when'
import { useAsking, useLoaded } from '../parts/asking'
import { Field } from '../parts/Field'
import { Page, Problem, Shown } from '../parts/Page'
import { Sheet } from '../parts/Sheet'
import { useToast } from '../parts/Toasts'
import { fill, useWords } from '../words'
import { PasskeyList } from './PasskeyList'

/** How one comes in: password, passkeys, browsers that are in, keys of programs. */
export function SecurityPage({ me, onMe }: { me: Me; onMe: (me: Me) => void }) {
  const { words } = useWords()
  const [changing, setChanging] = useState(false)
  const fresh = async () => onMe(await api<Me>('GET', '/api/me'))
  return (
    <Page title={words.security} back="account">
      <section>
        <h3 className="day">{words.password}</h3>
        <div className="card rows">
          <div className="row">
            <span className="row-words">
              <span className="row-name">{me.has_password ? words.passwordSet : words.passwordNotSet}</span>
              {me.sign_in_name !== null && <span className="row-note">{fill(words.signsInAs, { name: me.sign_in_name })}</span>}
            </span>
            <button type="button" className="button plain" onClick={() => setChanging(true)}>
              {me.has_password ? words.change : words.setUp}
            </button>
          </div>
        </div>
      </section>
      <PasskeyList onChanged={() => void fresh()} />
      <SessionList />
      {changing && (
        <PasswordSheet
          me={me} onClose={() => setChanging(false)}
          onDone={() => {
            setChanging(false)
            void fresh()
          }}
        />
      )}
    </Page>
  )
}

function PasswordSheet({ me, onDone, onClose }: { me: Me; onDone: () => void; onClose: () => void }) {
  const { words } = useWords()
  const asking = useAsking()
  const toast = useToast()
  const [name, setName] = useState(me.sign_in_name ?? '')
  const [old, setOld] = useState('')
  const [password, setPassword] = useState('')
  const save = async () => {
    const body = { new: password, sign_in_name: name.trim(), ...(me.has_password ? { old } : {}) }
    if (await asking.run(() => api('PUT', '/api/me/password', body))) {
      toast(words.passwordChanged)
      onDone()
    }
  }
  return (
    <Sheet title={words.password} onClose={onClose}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <Field label={words.signInName} value={name} onChange={setName} required autoComplete="username" autoCapitalize="none" spellCheck={false} />
        {me.has_password && (
          <Field label={words.oldPassword} type="password" value={old} onChange={setOld} required maxLength={256} autoComplete="current-password" />
        )}
        <Field
          label={words.newPassword} type="password" value={password} onChange={setPassword} required minLength={8} maxLength={256}
          autoComplete="new-password" hint={words.passwordHint}
        />
        <p className="hint">{words.passwordOthers}</p>
        <Problem error={asking.error} />
        <button type="submit" className="button wide" disabled={asking.busy}>{words.save}</button>
      </form>
    </Sheet>
  )
}

function SessionList() {
  const { ui, words } = useWords()
  const sessions = useLoaded(async () => (await api<{ sessions: Session[] }>('GET', '/api/sessions')).sessions)
  const asking = useAsking()
  const toast = useToast()
  const end = async (path: string, said: string) => {
    if (await asking.run(() => api('DELETE', path))) toast(said)
    sessions.again()
  }
  return (
    <section>
      <header className="section-head">
        <h3 className="day">{words.sessions}</h3>
        {(sessions.value?.length ?? 0) > 1 && (
          <button type="button" className="quiet-button" disabled={asking.busy} onClick={() => void end('/api/sessions', words.othersEnded)}>
            {words.endOthers}
          </button>
        )}
      </header>
      <Problem error={asking.error} />
      <Shown of={sessions}>
        {(all) => (
          <ul className="card rows">
            {[...all].sort((a, b) => Number(b.current) - Number(a.current) || b.used - a.used).map((each) => (
              <li key={each.id} className="row">
                <span className="row-icon"><Icon name="browser" /></span>
                <span className="row-words">
                  <span className="row-name">{each.name || words.kindBrowser}{each.current && <span className="chip">{words.thisDevice}</span>}</span>
                  <span className="row-note">{fill(words.lastUsed, { when: ago(each.used, ui) })}</span>
                </span>
                {!each.current && (
                  <button
                    type="button" className="button plain" aria-label={fill(words.endNamed, { name: each.name || words.kindBrowser })} disabled={asking.busy}
                    onClick={() => void end(`/api/sessions/${encodeURIComponent(each.id)}`, words.sessionEnded)}
                  >
                    {words.end}
                  </button>
                )}
              </li>
            ))}
          </ul>
        )}
      </Shown>
    </section>
  )
}
