import { useState } from 'react'
import { Icon, type IconName } from '../components/Icon'
import { api, type Device, type Me, type Person } from '../home/api'
import { go } from '../home/route'
import { ago } from '../home/when'
import { type Loaded, useLoaded } from '../parts/asking'
import { Empty, Page, Shown } from '../parts/Page'
import { languageName, type Ui, useWords, type Words } from '../words'
import { DeviceSheet } from './DeviceSheet'
import { PairSheet } from './PairSheet'

export const DEVICE_ICONS: Record<Device['kind'], IconName> = {
  browser: 'browser', phone: 'phone', speaker: 'device', program: 'program',
}
export const DEVICE_WORDS: Record<Device['kind'], keyof Words> = {
  browser: 'kindBrowser', phone: 'kindPhone', speaker: 'kindSpeaker', program: 'kindProgram',
}

/** The devices of whoever is signed in; the owner sees those of everybody. `code`: one wants in. */
export function DevicesPage({ me, code }: { me: Me; code: string | null }) {
  const { words } = useWords()
  const devices = useLoaded(async () => (await api<{ devices: Device[] }>('GET', '/api/devices')).devices)
  const people = usePeople(me)
  const [open, setOpen] = useState<Device | null>(null)
  const close = () => {
    setOpen(null)
    devices.again()
  }
  const rooms = [...new Set((devices.value ?? []).map(({ room }) => room).filter((room) => room !== ''))]
  const others = (people.value ?? []).filter(({ account }) => account !== me.account)
  return (
    <Page
      title={words.navDevices}
      actions={<button type="button" className="button" onClick={() => go('pair')}><Icon name="plus" />{words.pairDevice}</button>}
    >
      <Shown of={devices}>
        {(all) => (
          <>
            <ul className="card rows">
              {all.filter(({ person }) => person === me.account).sort(order(me)).map((each) => (
                <DeviceRow key={each.id} device={each} here={each.id === me.device} onOpen={() => setOpen(each)} />
              ))}
            </ul>
            {all.every((each) => each.kind === 'browser') && <Empty icon="device" title={words.noDevices}>{words.noDevicesHint}</Empty>}
            {others.map((person) => {
              const theirs = all.filter((each) => each.person === person.account)
              return theirs.length > 0 && (
                <section key={person.account}>
                  <h3 className="day">{person.name || words.nameless}</h3>
                  <ul className="card rows">
                    {theirs.sort(order(me)).map((each) => <DeviceRow key={each.id} device={each} here={false} onOpen={() => setOpen(each)} />)}
                  </ul>
                </section>
              )
            })}
          </>
        )}
      </Shown>
      {open !== null && <DeviceSheet device={open} me={me} people={people.value ?? []} rooms={rooms} onClose={close} />}
      {code !== null && (
        <PairSheet
          code={code} me={me} people={people.value ?? []} rooms={rooms}
          onClose={() => {
            go('devices')
            devices.again()
          }}
        />
      )}
    </Page>
  )
}

function DeviceRow({ device, here, onOpen }: { device: Device; here: boolean; onOpen: () => void }) {
  const { ui, words } = useWords()
  const kind = words[DEVICE_WORDS[device.kind]]
  const facts = [device.room, ...device.languages.map((tag) => languageName(tag, ui))].filter((each) => each !== '')
  return (
    <li className="row">
      <button type="button" className="row-open" onClick={onOpen}>
        <span className="row-icon"><Icon name={DEVICE_ICONS[device.kind]} /></span>
        <span className="row-words">
          <span className="row-name">{device.name || kind}{here && <span className="chip">{words.thisDevice}</span>}</span>
          {facts.length > 0 && <span className="row-note">{facts.join(' · ')}</span>}
          <span className="row-note">{seenWords(words, ui, device, here)}</span>
        </span>
        <span className="row-more"><Icon name="forward" /></span>
      </button>
    </li>
  )
}

function seenWords(words: Words, ui: Ui, device: Device, here: boolean) {
  if (device.connected || here) return <><span className="live" aria-hidden="true" />{words.connected}</>
  return words.lastSeen.replace('{when}', ago(device.seen, ui))
}

export function usePeople(me: Me): Loaded<Person[]> {
  const may = me.scopes.includes('house')
  return useLoaded(async () => (may ? (await api<{ people: Person[] }>('GET', '/api/people')).people : []))
}

/** This one first, then what is connected, then what was seen last. */
function order(me: Me) {
  const rank = (each: Device) => (each.id === me.device ? 2 : each.connected ? 1 : 0)
  return (a: Device, b: Device) => rank(b) - rank(a) || b.seen - a.seen
}
