import { useState } from 'react'
import { api, type Entry, type Me } from '../home/api'
import { clockTime, dayName } from '../home/when'
import { useAsking, useLoaded } from '../parts/asking'
import { Empty, Page, Problem, Shown } from '../parts/Page'
import { fill, useWords, type Words } from '../words'

const ACTIONS: Record<string, keyof Words> = {
  'account.created': 'didAccountCreated', 'account.changed': 'didAccountChanged', 'account.deleted': 'didAccountDeleted',
  signed_in: 'didSignedIn', sign_in_failed: 'didSignInFailed', 'password.changed': 'didPasswordChanged',
  'passkey.added': 'didPasskeyAdded', 'passkey.removed': 'didPasskeyRemoved', 'session.ended': 'didSessionEnded',
  'key.made': 'didKeyMade', 'key.revoked': 'didKeyRevoked', 'link.made': 'didLinkMade', 'link.revoked': 'didLinkRevoked',
  'device.paired': 'didDevicePaired', 'device.changed': 'didDeviceChanged', 'device.gone': 'didDeviceGone',
  'device.used': 'didDeviceUsed',
  'person.invited': 'didPersonInvited', 'person.joined': 'didPersonJoined', 'person.removed': 'didPersonRemoved',
  exported: 'didExported', imported: 'didImported',
}

interface Answer {
  entries: Entry[]
  more: boolean
}

/** Who did what. */
export function ActivityPage({ me }: { me: Me }) {
  const { ui, words } = useWords()
  const first = useLoaded(() => api<Answer>('GET', '/api/audit?most=50'))
  const [rest, setRest] = useState<Answer | null>(null)
  const asking = useAsking()
  const more = (entries: Entry[]) => asking.run(async () => {
    const next = await api<Answer>('GET', `/api/audit?most=50&before=${entries.at(-1)?.id ?? 0}`)
    setRest({ entries: [...(rest?.entries ?? []), ...next.entries], more: next.more })
  })
  return (
    <Page title={words.activity} back="account">
      <Shown of={first}>
        {(loaded) => {
          const entries = unique([...loaded.entries, ...(rest?.entries ?? [])])
          if (entries.length === 0) return <Empty icon="log" title={words.noActivity} />
          return (
            <>
              {byDay(entries).map(([day, some]) => (
                <section key={day}>
                  <h3 className="day">{dayName(some[0]?.at ?? 0, ui)}</h3>
                  <ul className="card rows">
                    {some.map((entry) => (
                      <li key={entry.id} className="row past">
                        <time dateTime={new Date(entry.at * 1000).toISOString()}>{clockTime(entry.at, ui)}</time>
                        <span className="row-words">
                          <span className="row-name">{actionWords(words, entry)}</span>
                          <span className="row-note">{whoWords(words, entry, me)}</span>
                        </span>
                      </li>
                    ))}
                  </ul>
                </section>
              ))}
              <Problem error={asking.error} />
              {(rest ?? loaded).more && (
                <p className="centred">
                  <button type="button" className="button plain" disabled={asking.busy} onClick={() => void more(entries)}>{words.showMore}</button>
                </p>
              )}
            </>
          )
        }}
      </Shown>
    </Page>
  )
}

function actionWords(words: Words, { action, detail }: Entry): string {
  const word = ACTIONS[action]
  const sentence = word === undefined ? action : words[word]
  return fill(sentence, { count: String(detail['count'] ?? 1) })
}

function whoWords(words: Words, { actor, actor_name: name }: Entry, me: Me): string {
  if (actor === me.account) return words.byYou
  return actor === '' ? words.byNobody : name || words.nameless
}

function unique(entries: Entry[]): Entry[] {
  return [...new Map(entries.map((entry) => [entry.id, entry])).values()]
}

function byDay(entries: Entry[]): [day: string, entries: Entry[]][] {
  const days = new Map<string, Entry[]>()
  for (const entry of entries) {
    const day = new Date(entry.at * 1000).toDateString()
    days.set(day, [...(days.get(day) ?? []), entry])
  }
  return [...days]
}
