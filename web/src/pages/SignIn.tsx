import { useEffect, useState } from 'react'
import { api, type Me } from '../home/api'
import { canUsePasskeys, signInWithPasskey } from '../home/passkeys'
import { useAsking } from '../parts/asking'
import { Field } from '../parts/Field'
import { Problem } from '../parts/Page'
import { Icon } from '../components/Icon'
import { useWords } from '../words'

/** The door: a passkey, a password, or a link. */
export function SignIn({ usedLink, onIn }: { usedLink: boolean; onIn: (me: Me) => void }) {
  const { words } = useWords()
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const asking = useAsking()
  useEffect(() => {
    document.getElementById('sign-in-name')?.focus()
  }, [])
  const byPassword = () => asking.run(async () => {
    onIn(await api<Me>('POST', '/api/sign-in', { sign_in_name: name.trim(), password }))
  })
  const byPasskey = () => asking.run(async () => {
    const me = await signInWithPasskey()
    if (me !== null) onIn(me)
  })
  return (
    <main className="door">
      <div className="door-card locked">
        <h2>{words.signInTitle}</h2>
        {usedLink && <p className="problem" role="alert">{words.linkUsed}</p>}
        <form
          className="form"
          onSubmit={(event) => {
            event.preventDefault()
            void byPassword()
          }}
        >
          <Field
            id="sign-in-name" label={words.signInName} value={name} onChange={setName} required
            autoComplete="username" autoCapitalize="none" spellCheck={false}
          />
          <Field
            label={words.password} type="password" value={password} onChange={setPassword} required maxLength={256}
            autoComplete="current-password"
          />
          <Problem error={asking.error} />
          <button type="submit" className="button wide" disabled={asking.busy}>{words.signIn}</button>
          {canUsePasskeys() && (
            <button type="button" className="button plain wide" disabled={asking.busy} onClick={() => void byPasskey()}>
              <Icon name="key" />{words.signInPasskey}
            </button>
          )}
        </form>
        <details className="door-help">
          <summary>{words.signInOther}</summary>
          <p>{words.signInLink}</p>
          <code translate="no">parley link</code>
        </details>
      </div>
    </main>
  )
}
