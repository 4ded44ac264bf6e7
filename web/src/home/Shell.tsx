import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react'
import { Ring } from '../components/Ring'
import { SPOKEN, type Spoken } from '../components/Controls'
import { TalkPage } from '../components/TalkPage'
import { KeyboardDock } from '../keyboard/KeyboardDock'
import { KeyboardContext, useOpenKeyboard } from '../keyboard/useTyping'
import { useOwn } from '../keyboard/useOwn'
import { Viewfinder } from '../components/Viewfinder'
import { Toasts, useToast } from '../parts/Toasts'
import type { Refused } from '../sync'
import { readStored, useStored, writeStored } from '../talk/stored'
import { useTalk } from '../talk/useTalk'
import { useSearchKey } from '../search/useSearchKey'
import { fill, problemWords, useWords } from '../words'
import type { Me } from './api'
import { type Entrance, type Status } from './entry'
import { Nav } from './Nav'
import { PageOf } from './PageOf'
import { go, useRoute } from './route'
import { SyncContext, useOpenSync, useSyncState } from './sync'

interface Props {
  bar: ReactNode
  me: Me
  status: Status | null
  dark: boolean
  entrance: Entrance
}

const WELCOMED = 'welcomed'

/** Everything for somebody who is signed in. The talk goes on, and rings, whatever page is open. */
export function Shell(props: Props) {
  return <Toasts><Inside {...props} /></Toasts>
}

function Inside({ bar, me, status, dark, entrance }: Props) {
  const { ui, words } = useWords()
  const toast = useToast()
  const latest = useRef({ words, toast })
  latest.current = { words, toast }
  const onRefused = useCallback((refused: Refused) => {
    const { words: now, toast: tell } = latest.current
    tell(fill(now.notKept, { why: problemWords(now, refused) }))
  }, [])
  const sync = useOpenSync(me.account, me.scopes.includes('records:read'), onRefused)
  const [spoken, setSpoken] = useStored<Spoken>('spoken', 'auto', SPOKEN)
  const talk = useTalk(spoken, ui, entrance.lock)
  const route = useRoute()
  useFirstVisit(me)
  useTitle(route.page)
  useSearchKey(me.role !== 'guest')
  const own = useOwn()
  const keyboard = useOpenKeyboard(me.account, ui, me.role !== 'guest', own)
  return (
    <SyncContext value={sync}><KeyboardContext value={keyboard}>
      <div className="shell" data-page={route.page}>
        <a className="skip" href="#main" onClick={(event) => {
          event.preventDefault()
          document.getElementById('main')?.focus()
        }}>{words.skip}</a>
        {bar}
        <Nav page={route.page} me={me} />
        <div className="content">
          {route.page !== 'talk' && talk.state.ringing.length > 0 && (
            <Ring ringing={talk.state.ringing} onStop={talk.stopRinging} />
          )}
          {talk.state.look !== null && <Viewfinder key={talk.state.look} onTaken={(file) => talk.looked(file)} onClose={() => talk.looked(null)} />}
          {route.page === 'talk'
            ? <TalkPage talk={talk} status={status} dark={dark} spoken={spoken} sees={me.role !== 'guest'} onSpoken={setSpoken} />
            : (
              <>
                <Line onOut={entrance.lock} onGone={entrance.leave} />
                <PageOf route={route} me={me} entrance={entrance} ready={sync !== null} />
              </>
            )}
        </div>
      </div>
      {keyboard !== null && <KeyboardDock keyboard={keyboard} />}
    </KeyboardContext></SyncContext>
  )
}

/** What is wrong with the line to the server, while it is. */
function Line({ onOut, onGone }: { onOut: () => void; onGone: () => void }) {
  const { words } = useWords()
  const { link, unsent } = useSyncState()
  useEffect(() => {
    if (link === 'out') onOut()
    if (link === 'gone') onGone()
  }, [link, onOut, onGone])
  return (
    <div className="line" role="status">
      {link === 'away' && (
        <p className="banner">
          <span className="pulse" aria-hidden="true" />
          {unsent === 0 ? words.away : fill(words.awayUnsent, { count: String(unsent) })}
        </p>
      )}
    </div>
  )
}

/** Whoever has no way to come back yet is asked once to choose one. */
function useFirstVisit(me: Me): void {
  const [first] = useState(() => me.welcome && readStored(WELCOMED) !== me.account)
  useEffect(() => {
    if (!first) return
    writeStored(WELCOMED, me.account)
    if (location.hash === '' || location.hash === '#/') go('welcome')
  }, [first, me.account])
}

function useTitle(page: string): void {
  useEffect(() => {
    // Where a page begins, for who hears it read out.
    const main = document.getElementById('main')
    // What is filled in first may have taken the keyboard already.
    if (page !== 'talk' && main?.contains(document.activeElement) !== true) main?.focus({ preventScroll: true })
  }, [page])
}
