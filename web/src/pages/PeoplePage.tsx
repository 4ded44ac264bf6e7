import { useState } from 'react'
import { Icon } from '../components/Icon'
import { api, type Me, type Person } from '../home/api'
import { dayAndTime, dayName } from '../home/when'
import { useAsking } from '../parts/asking'
import { Copy } from '../parts/Copy'
import { Choice, Field } from '../parts/Field'
import { Page, Problem, Shown } from '../parts/Page'
import { Sheet } from '../parts/Sheet'
import { useToast } from '../parts/Toasts'
import { fill, useWords, type Words } from '../words'
import { usePeople } from './DevicesPage'

const ROLES: Record<Person['role'], keyof Words> = { owner: 'roleOwner', family: 'roleFamily', guest: 'roleGuest' }

/** Who lives here, for the owner. */
export function PeoplePage({ me }: { me: Me }) {
  const { ui, words } = useWords()
  const people = usePeople(me)
  const [inviting, setInviting] = useState(false)
  const [removing, setRemoving] = useState<Person | null>(null)
  return (
    <Page
      title={words.people} back="account"
      actions={<button type="button" className="button" onClick={() => setInviting(true)}><Icon name="plus" />{words.invite}</button>}
    >
      <Shown of={people}>
        {(all) => (
          <ul className="card rows">
            {all.map((person) => (
              <li key={person.account} className="row">
                <span className="face" aria-hidden="true">{initial(person.name)}</span>
                <span className="row-words">
                  <span className="row-name">
                    {person.name || words.nameless}
                    {person.account === me.account && <span className="chip">{words.you}</span>}
                  </span>
                  <span className="row-note">{words[ROLES[person.role]]} · {fill(words.since, { when: dayName(person.created, ui) })}</span>
                </span>
                {person.account !== me.account && (
                  <button
                    type="button" className="quiet-button icon-only" title={words.remove}
                    aria-label={fill(words.removeNamed, { name: person.name || words.nameless })} onClick={() => setRemoving(person)}
                  >
                    <Icon name="trash" />
                  </button>
                )}
              </li>
            ))}
          </ul>
        )}
      </Shown>
      {inviting && <Invite onClose={() => setInviting(false)} />}
      {removing !== null && (
        <Remove
          person={removing}
          onClose={() => {
            setRemoving(null)
            people.again()
          }}
        />
      )}
    </Page>
  )
}

function Invite({ onClose }: { onClose: () => void }) {
  const { ui, words } = useWords()
  const asking = useAsking()
  const [name, setName] = useState('')
  const [role, setRole] = useState<'family' | 'guest'>('family')
  const [made, setMade] = useState<{ link: string; expires: number | null } | null>(null)
  if (made !== null) {
    return (
      <Sheet title={words.invitation} onClose={onClose}>
        <div className="form">
          <p>{name.trim() === '' ? words.invitationText : fill(words.invitationNamed, { name: name.trim() })}</p>
          <Copy text={made.link} label={words.invitation} />
          {made.expires !== null && <p className="hint">{fill(words.validUntil, { when: dayAndTime(made.expires, ui) })}</p>}
          <button type="button" className="button wide" onClick={onClose}>{words.done}</button>
        </div>
      </Sheet>
    )
  }
  return (
    <Sheet title={words.invite} onClose={onClose}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          void asking.run(async () => setMade(await api('POST', '/api/people/invite', { role, name: name.trim() })))
        }}
      >
        <Field label={words.theirName} value={name} onChange={setName} data-focus />
        <Choice label={words.role} value={role} onChange={(value) => setRole(value as typeof role)}>
          <option value="family">{words.roleFamily}</option>
          <option value="guest">{words.roleGuest}</option>
        </Choice>
        <p className="hint">{role === 'family' ? words.familyHint : words.guestHint}</p>
        <Problem error={asking.error} />
        <button type="submit" className="button wide" disabled={asking.busy}>{words.makeLink}</button>
      </form>
    </Sheet>
  )
}

function Remove({ person, onClose }: { person: Person; onClose: () => void }) {
  const { words } = useWords()
  const asking = useAsking()
  const toast = useToast()
  const name = person.name || words.nameless
  const remove = async () => {
    if (await asking.run(() => api('DELETE', `/api/people/${encodeURIComponent(person.account)}`))) {
      toast(fill(words.removed, { name }))
      onClose()
    }
  }
  return (
    <Sheet title={fill(words.removeNamed, { name })} onClose={onClose}>
      <div className="form">
        <p>{fill(words.removeSure, { name })}</p>
        <Problem error={asking.error} />
        <button type="button" className="button danger wide filled" disabled={asking.busy} onClick={() => void remove()}>{words.remove}</button>
      </div>
    </Sheet>
  )
}

export function initial(name: string): string {
  return [...name.trim()][0]?.toLocaleUpperCase() ?? '·'
}
