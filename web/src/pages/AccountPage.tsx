import { useState } from 'react'
import { Icon, type IconName } from '../components/Icon'
import { api, type Me } from '../home/api'
import type { Entrance } from '../home/entry'
import { hrefOf, type PageName } from '../home/route'
import { SyncContext, useSyncState } from '../home/sync'
import { useAsking } from '../parts/asking'
import { Choice, Field } from '../parts/Field'
import { Page, Problem } from '../parts/Page'
import { Sheet } from '../parts/Sheet'
import { useToast } from '../parts/Toasts'
import { fill, useWords, type Words } from '../words'
import { initial } from './PeoplePage'
import { useContext } from 'react'

interface Door {
  page: PageName
  icon: IconName
  word: keyof Words
  note: keyof Words
  /** Only on a phone, where the bar has no room for it. */
  narrow?: boolean
}

const DOORS: Door[] = [
  { page: 'search', icon: 'search', word: 'navSearch', note: 'searchNote', narrow: true },
  { page: 'knowledge', icon: 'book', word: 'knowledge', note: 'knowledgeNote' },
  { page: 'notes', icon: 'note', word: 'navNotes', note: 'notesNote', narrow: true },
  { page: 'history', icon: 'history', word: 'navHistory', note: 'historyNote', narrow: true },
  { page: 'devices', icon: 'device', word: 'navDevices', note: 'devicesNote', narrow: true },
  { page: 'typing', icon: 'keyboard', word: 'navTyping', note: 'typingNote' },
  { page: 'people', icon: 'people', word: 'people', note: 'peopleNote' },
  { page: 'security', icon: 'key', word: 'security', note: 'securityNote' },
  { page: 'keys', icon: 'program', word: 'keysTitle', note: 'keysNote' },
  { page: 'data', icon: 'box', word: 'data', note: 'dataNote' },
  { page: 'activity', icon: 'log', word: 'activity', note: 'activityNote' },
]

/** Oneself: what one is called, and the way to everything about one's account. */
export function AccountPage({ me, entrance }: { me: Me; entrance: Entrance }) {
  const { words } = useWords()
  const [editing, setEditing] = useState(false)
  const [leaving, setLeaving] = useState(false)
  const guest = me.role === 'guest'
  const doors = guest ? [] : DOORS.filter(({ page }) => page !== 'people' || me.scopes.includes('house'))
  return (
    <Page title={words.navAccount}>
      <section className="card rows">
        <div className="row me">
          <span className="face large" aria-hidden="true">{initial(me.name)}</span>
          <span className="row-words">
            <span className="row-name">{me.name || words.nameless}</span>
            <span className="row-note">{me.sign_in_name === null ? words[ROLE_WORDS[me.role]] : fill(words.signsInAs, { name: me.sign_in_name })}</span>
          </span>
          {!guest && <button type="button" className="button plain" onClick={() => setEditing(true)}>{words.edit}</button>}
        </div>
      </section>
      {me.welcome && (
        <section className="card padded invite">
          <h3>{words.comeBack}</h3>
          <p>{words.comeBackText}</p>
          <a className="button" href={hrefOf('welcome')}>{words.setUp}</a>
        </section>
      )}
      {doors.length > 0 && (
        <ul className="card rows">
          {doors.map((door) => (
            <li key={door.page} className={door.narrow ? 'row narrow-only' : 'row'}>
              <a className="row-open" href={hrefOf(door.page)}>
                <span className="row-icon"><Icon name={door.icon} /></span>
                <span className="row-words">
                  <span className="row-name">{words[door.word]}</span>
                  <span className="row-note">{words[door.note]}</span>
                </span>
                <span className="row-more"><Icon name="forward" /></span>
              </a>
            </li>
          ))}
        </ul>
      )}
      <p className="centred">
        <button type="button" className="button plain" onClick={() => setLeaving(true)}><Icon name="leave" />{words.signOut}</button>
      </p>
      {editing && <Edit me={me} onMe={entrance.enter} onClose={() => setEditing(false)} />}
      {leaving && <Leave me={me} onGone={entrance.leave} onClose={() => setLeaving(false)} />}
    </Page>
  )
}

const ROLE_WORDS: Record<Me['role'], keyof Words> = { owner: 'roleOwner', family: 'roleFamily', guest: 'roleGuest' }

function Edit({ me, onMe, onClose }: { me: Me; onMe: (me: Me) => void; onClose: () => void }) {
  const { words } = useWords()
  const asking = useAsking()
  const toast = useToast()
  const [name, setName] = useState(me.name)
  const [signInName, setSignInName] = useState(me.sign_in_name ?? '')
  const [language, setLanguage] = useState(me.language)
  const save = async () => {
    const changes = { name: name.trim(), language, ...(signInName.trim() === (me.sign_in_name ?? '') ? {} : { sign_in_name: signInName.trim() }) }
    if (await asking.run(async () => onMe(await api<Me>('PUT', '/api/me', changes)))) {
      toast(words.saved)
      onClose()
    }
  }
  return (
    <Sheet title={words.aboutYou} onClose={onClose}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <Field label={words.yourName} value={name} onChange={setName} autoComplete="name" />
        <Field
          label={words.signInName} value={signInName} onChange={setSignInName} required={me.has_password}
          autoComplete="username" autoCapitalize="none" spellCheck={false}
        />
        <Choice label={words.myLanguage} value={language} onChange={setLanguage}>
          <option value="">{words.anyLanguage}</option>
          <option value="zh">中文</option>
          <option value="en">English</option>
          {!['', 'zh', 'en'].includes(language) && <option value={language}>{language}</option>}
        </Choice>
        <Problem error={asking.error} />
        <button type="submit" className="button wide" disabled={asking.busy}>{words.save}</button>
      </form>
    </Sheet>
  )
}

function Leave({ me, onGone, onClose }: { me: Me; onGone: () => void; onClose: () => void }) {
  const { words } = useWords()
  const asking = useAsking()
  const sync = useContext(SyncContext)
  const { unsent } = useSyncState()
  const leave = () => asking.run(async () => {
    await api('DELETE', '/api/session')
    await sync?.wipe()
    onGone()
  })
  return (
    <Sheet title={words.signOut} onClose={onClose}>
      <div className="form">
        <p>{me.welcome ? words.signOutLink : words.signOutSure}</p>
        {unsent > 0 && <p className="problem">{fill(words.signOutUnsent, { count: String(unsent) })}</p>}
        <Problem error={asking.error} />
        <button type="button" className="button wide" disabled={asking.busy} onClick={() => void leave()}>{words.signOut}</button>
      </div>
    </Sheet>
  )
}
