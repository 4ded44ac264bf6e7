import { useState } from 'react'
import { Icon } from '../components/Icon'
import { api, type Key, type Me } from '../home/api'
import type { Usage } from '../home/usage'
import { ago, dayName } from '../home/when'
import { useAsking, useLoaded } from '../parts/asking'
import { Copy } from '../parts/Copy'
import { Chips, Choice, Field } from '../parts/Field'
import { Problem, Shown } from '../parts/Page'
import { Sheet } from '../parts/Sheet'
import { fill, useWords, type Words } from '../words'
import { KeyUsage } from './KeyUsage'

const SCOPES: Record<string, keyof Words> = {
  talk: 'scopeTalk', services: 'scopeServices', 'records:read': 'scopeRecordsRead', 'records:write': 'scopeRecordsWrite', 'files:read': 'scopeFilesRead',
  'files:write': 'scopeFilesWrite', account: 'scopeAccount', house: 'scopeHouse',
}
const LIVES = ['30', '365', ''] as const

/** Keys for programs, each with what it may do. */
export function KeyList({ me }: { me: Me }) {
  const { ui, words } = useWords()
  const keys = useLoaded(async () => (await api<{ keys: Key[] }>('GET', '/api/keys')).keys)
  const usage = useLoaded(() => api<Usage>('GET', '/api/keys/usage'))
  const asking = useAsking()
  const [making, setMaking] = useState(false)
  const remove = async (id: string) => {
    await asking.run(() => api('DELETE', `/api/keys/${encodeURIComponent(id)}`))
    keys.again()
  }
  return (
    <section>
      <header className="section-head">
        <h3 className="day">{words.keys}</h3>
        <button type="button" className="quiet-button" onClick={() => setMaking(true)}><Icon name="plus" />{words.newKey}</button>
      </header>
      <Problem error={asking.error} />
      <Shown of={keys}>
        {(all) => (
          <ul className="card rows">
            {all.map((each) => (
              <li key={each.id} className="row">
                <span className="row-icon"><Icon name="program" /></span>
                <span className="row-words">
                  <span className="row-name">{each.name}</span>
                  <span className="row-note">{each.scopes.map((scope) => scopeWords(words, scope)).join(' · ')}</span>
                  <span className="row-note">
                    {fill(words.lastUsed, { when: ago(each.used, ui) })}
                    {each.expires !== null && ` · ${fill(words.validUntil, { when: dayName(each.expires, ui) })}`}
                  </span>
                  {usage.value !== null && <KeyUsage used={usage.value.keys[each.id] ?? []} today={usage.value.today} />}
                </span>
                <button
                  type="button" className="quiet-button icon-only" title={words.remove} disabled={asking.busy}
                  aria-label={fill(words.removeNamed, { name: each.name })} onClick={() => void remove(each.id)}
                >
                  <Icon name="trash" />
                </button>
              </li>
            ))}
            {all.length === 0 && <li className="row"><p className="row-note">{words.noKeys}</p></li>}
          </ul>
        )}
      </Shown>
      {making && (
        <NewKey
          me={me}
          onClose={() => {
            setMaking(false)
            keys.again()
          }}
        />
      )}
    </section>
  )
}

function NewKey({ me, onClose }: { me: Me; onClose: () => void }) {
  const { words } = useWords()
  const asking = useAsking()
  const [name, setName] = useState('')
  const [scopes, setScopes] = useState<string[]>(me.scopes.includes('services') ? ['services'] : ['talk'])
  const [days, setDays] = useState<string>('365')
  const [made, setMade] = useState<string | null>(null)
  if (made !== null) {
    return (
      <Sheet title={words.keyMade} onClose={onClose}>
        <div className="form">
          <p>{words.keyOnce}</p>
          <Copy text={made} label={words.keyMade} />
          <button type="button" className="button wide" onClick={onClose}>{words.done}</button>
        </div>
      </Sheet>
    )
  }
  return (
    <Sheet title={words.newKey} onClose={onClose}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          const life = days === '' ? {} : { days: Number(days) }
          void asking.run(async () => setMade((await api<{ key: string }>('POST', '/api/keys', { name: name.trim(), scopes, ...life })).key))
        }}
      >
        <Field label={words.name} hint={words.keyNameHint} value={name} onChange={setName} required data-focus pattern=".*\S.*" />
        <Chips label={words.mayDo} all={me.scopes} chosen={scopes} name={(scope) => scopeWords(words, scope)} onChange={setScopes} />
        <Choice label={words.worksFor} value={days} onChange={setDays}>
          {LIVES.map((each) => (
            <option key={each} value={each}>{{ '30': words.aMonth, '365': words.aYear, '': words.forever }[each]}</option>
          ))}
        </Choice>
        <Problem error={asking.error} />
        <button type="submit" className="button wide" disabled={asking.busy || scopes.length === 0}>{words.make}</button>
      </form>
    </Sheet>
  )
}

function scopeWords(words: Words, scope: string): string {
  const word = SCOPES[scope]
  return word === undefined ? scope : words[word]
}
