import { Icon } from '../components/Icon'
import { api, type Passkey } from '../home/api'
import { canUsePasskeys, makePasskey } from '../home/passkeys'
import { ago, dayName } from '../home/when'
import { useAsking, useLoaded } from '../parts/asking'
import { Problem, Shown } from '../parts/Page'
import { useToast } from '../parts/Toasts'
import { fill, useWords } from '../words'

/** The passkeys of whoever is signed in. */
export function PasskeyList({ onChanged }: { onChanged: () => void }) {
  const { ui, words } = useWords()
  const passkeys = useLoaded(async () => (await api<{ passkeys: Passkey[] }>('GET', '/api/me/passkeys')).passkeys)
  const asking = useAsking()
  const toast = useToast()
  const changed = () => {
    passkeys.again()
    onChanged()
  }
  const add = () => asking.run(async () => {
    if (await makePasskey(passkeyName()) === null) return
    toast(words.passkeyAdded)
    changed()
  })
  const remove = (id: string) => asking.run(async () => {
    await api('DELETE', `/api/me/passkeys/${encodeURIComponent(id)}`)
    changed()
  })
  return (
    <section>
      <header className="section-head">
        <h3 className="day">{words.passkeys}</h3>
        {canUsePasskeys() && (
          <button type="button" className="quiet-button" disabled={asking.busy} onClick={() => void add()}><Icon name="plus" />{words.addPasskey}</button>
        )}
      </header>
      <Problem error={asking.error} />
      <Shown of={passkeys}>
        {(all) => (
          <ul className="card rows">
            {all.map((each) => (
              <li key={each.id} className="row">
                <span className="row-icon"><Icon name="key" /></span>
                <span className="row-words">
                  <span className="row-name">{each.name || words.passkey}</span>
                  <span className="row-note">
                    {fill(words.madeOn, { when: dayName(each.created, ui) })}
                    {each.used > each.created && ` · ${fill(words.lastUsed, { when: ago(each.used, ui) })}`}
                  </span>
                </span>
                <button
                  type="button" className="quiet-button icon-only" title={words.remove} disabled={asking.busy}
                  aria-label={fill(words.removeNamed, { name: each.name || words.passkey })} onClick={() => void remove(each.id)}
                >
                  <Icon name="trash" />
                </button>
              </li>
            ))}
            {all.length === 0 && <li className="row"><p className="row-note">{canUsePasskeys() ? words.noPasskeys : words.passkeysInsecure}</p></li>}
          </ul>
        )}
      </Shown>
    </section>
  )
}

/** What a passkey made here is called: where it was made. */
export function passkeyName(): string {
  const agent = navigator.userAgent
  const systems = ['iPhone', 'iPad', 'Android', 'Windows', 'Mac', 'CrOS', 'Linux']
  return systems.find((each) => agent.includes(each)) ?? ''
}
