import { useEffect, useRef, useState } from 'react'
import { DeviceFigure } from '../components/DeviceFigure'
import { Icon, type IconName } from '../components/Icon'
import { api, type Device, type Me, type Person } from '../home/api'
import { figureOf, shownOf, STATE_WORDS, type Shown as DeviceShown } from '../home/deviceLook'
import { type LiveState, useLiveDevices } from '../home/live'
import { go, hrefOf } from '../home/route'
import { ago } from '../home/when'
import { type Loaded, useLoaded } from '../parts/asking'
import { Empty, Page, Shown } from '../parts/Page'
import { fill, languageName, type Ui, useWords, type Words } from '../words'
import { PairSheet } from './PairSheet'

export const DEVICE_ICONS: Record<Device['kind'], IconName> = {
  browser: 'browser', phone: 'phone', speaker: 'device', program: 'program',
}
export const DEVICE_WORDS: Record<Device['kind'], keyof Words> = {
  browser: 'kindBrowser', phone: 'kindPhone', speaker: 'kindSpeaker', program: 'kindProgram',
}

/** The devices of whoever is signed in, live; the owner sees those of everybody. `code`: one wants in. */
export function DevicesPage({ me, code }: { me: Me; code: string | null }) {
  const { words } = useWords()
  const devices = useLoaded(loadDevices)
  const { states, away } = useLiveDevices()
  useNewcomers(devices, states)
  const people = usePeople(me)
  const [pairing, setPairing] = useState(false)
  const others = (people.value ?? []).filter(({ account }) => account !== me.account)
  const row = (each: Device) => <DeviceRow key={each.id} device={each} state={states.get(each.id)} here={each.id === me.device} />
  return (
    <Page
      title={words.navDevices}
      actions={<button type="button" className="button" onClick={() => setPairing(true)}><Icon name="plus" />{words.pairDevice}</button>}
    >
      <div role="status">{away && states.size > 0 && <p className="banner">{words.devicesAway}</p>}</div>
      <Shown of={devices}>
        {(all) => (
          <>
            <ul className="card rows">{all.filter(({ person }) => person === me.account).sort(order(me, states)).map(row)}</ul>
            {all.every((each) => each.kind === 'browser') && <Empty icon="device" title={words.noDevices}>{words.noDevicesHint}</Empty>}
            {others.map((person) => {
              const theirs = all.filter((each) => each.person === person.account)
              return theirs.length > 0 && (
                <section key={person.account}>
                  <h3 className="day">{person.name || words.nameless}</h3>
                  <ul className="card rows">{theirs.sort(order(me, states)).map(row)}</ul>
                </section>
              )
            })}
          </>
        )}
      </Shown>
      {(pairing || code !== null) && (
        <PairSheet
          code={code ?? ''} me={me} people={people.value ?? []} rooms={roomsOf(devices.value ?? [])}
          onClose={() => {
            setPairing(false)
            if (code !== null) go('devices')
            devices.again()
          }}
        />
      )}
    </Page>
  )
}

/** What came in by itself meanwhile, such as a satellite, is looked up once. */
function useNewcomers(devices: Loaded<Device[]>, states: ReadonlyMap<string, LiveState>): void {
  const asked = useRef(new Set<string>())
  const { value, again } = devices
  useEffect(() => {
    if (value === null) return
    const listed = new Set(value.map(({ id }) => id))
    const fresh = [...states.keys()].filter((id) => !listed.has(id) && !asked.current.has(id))
    fresh.forEach((id) => asked.current.add(id))
    if (fresh.length > 0) again()
  }, [value, states, again])
}

function DeviceRow({ device, state, here }: { device: Device; state: LiveState | undefined; here: boolean }) {
  const { ui, words } = useWords()
  const kind = words[DEVICE_WORDS[device.kind]]
  const shown = shownOf(device.kind, state, device.connected || here)
  const facts = [device.room, ...device.languages.map((tag) => languageName(tag, ui))].filter((each) => each !== '')
  return (
    <li className="row" data-state={shown}>
      <a className="row-open" href={hrefOf('devices', device.id)}>
        <DeviceFigure figure={figureOf(device.kind, state)} state={shown} />
        <span className="row-words">
          <span className="row-name">{device.name || kind}{here && <span className="chip">{words.thisDevice}</span>}</span>
          {facts.length > 0 && <span className="row-note">{facts.join(' · ')}</span>}
          <span className="row-note">{stateWords(words, ui, shown, state?.since ?? device.seen)}</span>
        </span>
        <span className="row-more"><Icon name="forward" /></span>
      </a>
    </li>
  )
}

function stateWords(words: Words, ui: Ui, shown: DeviceShown, since: number) {
  if (shown === 'gone') return fill(words.lastSeen, { when: ago(since, ui) })
  const word = shown === 'idle' ? words.connected : words[STATE_WORDS[shown]]
  return <><span className="live" aria-hidden="true" />{word}</>
}

export async function loadDevices(): Promise<Device[]> {
  return (await api<{ devices: Device[] }>('GET', '/api/devices')).devices
}

export function roomsOf(devices: readonly Device[]): string[] {
  return [...new Set(devices.map(({ room }) => room).filter((room) => room !== ''))]
}

export function usePeople(me: Me): Loaded<Person[]> {
  const may = me.scopes.includes('house')
  return useLoaded(async () => (may ? (await api<{ people: Person[] }>('GET', '/api/people')).people : []))
}

/** This one first, then what is connected, then what was seen last. */
function order(me: Me, states: ReadonlyMap<string, LiveState>) {
  const connected = (each: Device) => states.get(each.id)?.connected ?? each.connected
  const rank = (each: Device) => (each.id === me.device ? 2 : connected(each) ? 1 : 0)
  return (a: Device, b: Device) => rank(b) - rank(a) || b.seen - a.seen
}
