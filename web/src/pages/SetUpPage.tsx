import { useState } from 'react'
import { Icon } from '../components/Icon'
import { api, type Me } from '../home/api'
import { canUsePasskeys, makePasskey } from '../home/passkeys'
import { go, hrefOf } from '../home/route'
import { useAsking } from '../parts/asking'
import { Field } from '../parts/Field'
import { Page, Problem } from '../parts/Page'
import { fill, useWords } from '../words'
import { passkeyName } from './PasskeyList'

const SHORTEST = 8

/** The first visit: a name, and a way to come back. */
export function SetUpPage({ me, onMe }: { me: Me; onMe: (me: Me) => void }) {
  const { words } = useWords()
  const [name, setName] = useState(me.name)
  const [signInName, setSignInName] = useState(me.sign_in_name ?? '')
  const [password, setPassword] = useState('')
  const asking = useAsking()
  const called = async () => {
    if (name.trim() !== me.name) await api('PUT', '/api/me', { name: name.trim() })
  }
  const finish = async () => {
    onMe(await api<Me>('GET', '/api/me'))
    go('talk')
  }
  const withPassword = () => asking.run(async () => {
    await called()
    await api('PUT', '/api/me/password', { new: password, sign_in_name: signInName.trim() })
    await finish()
  })
  const withPasskey = () => asking.run(async () => {
    await called()
    if (await makePasskey(passkeyName()) !== null) await finish()
  })
  return (
    <Page title={me.name === '' ? words.welcomeTitle : fill(words.welcomeNamed, { name: me.name })}>
      <p className="lead">{words.welcomeText}</p>
      <form
        className="form card padded"
        onSubmit={(event) => {
          event.preventDefault()
          void withPassword()
        }}
      >
        <Field label={words.yourName} hint={words.yourNameHint} value={name} onChange={setName} autoComplete="name" />
        <h3>{words.comeBack}</h3>
        {canUsePasskeys() && (
          <>
            <button type="button" className="button wide" disabled={asking.busy} onClick={() => void withPasskey()}>
              <Icon name="key" />{words.usePasskey}
            </button>
            <p className="hint">{words.passkeyHint}</p>
            <p className="or"><span>{words.or}</span></p>
          </>
        )}
        <Field
          label={words.signInName} value={signInName} onChange={setSignInName} required autoComplete="username"
          autoCapitalize="none" spellCheck={false}
        />
        <Field
          label={words.password} type="password" value={password} onChange={setPassword} required minLength={SHORTEST}
          maxLength={256} autoComplete="new-password" hint={words.passwordHint}
        />
        <Problem error={asking.error} />
        <button type="submit" className={canUsePasskeys() ? 'button plain wide' : 'button wide'} disabled={asking.busy}>
          {words.usePassword}
        </button>
      </form>
      <p className="centred"><a className="quiet-button" href={hrefOf('talk')}>{words.later}</a></p>
    </Page>
  )
}
