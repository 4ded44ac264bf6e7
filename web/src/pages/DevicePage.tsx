import { useState } from 'react'
import { DeviceFigure } from '../components/DeviceFigure'
import { api, type Device, type Me } from '../home/api'
import { connectionWords, figureOf, shownOf, STATE_WORDS, type Shown as DeviceShown } from '../home/deviceLook'
import { type LiveState, useLiveDevices } from '../home/live'
import { go } from '../home/route'
import { ago, clockTime, dayAndTime } from '../home/when'
import { useLoaded } from '../parts/asking'
import { Empty, Page, Shown } from '../parts/Page'
import { fill, languageName, useWords, type Words } from '../words'
import { DeviceRemote } from './DeviceRemote'
import { DeviceSheet } from './DeviceSheet'
import { DEVICE_WORDS, loadDevices, roomsOf, usePeople } from './DevicesPage'
import { DeviceTurns } from './DeviceTurns'

/** One device: what it does now, what can be done to it from here, and its last turns. */
export function DevicePage({ id, me, ready }: { id: string; me: Me; ready: boolean }) {
  const { words } = useWords()
  const devices = useLoaded(loadDevices)
  const { states, away } = useLiveDevices()
  const people = usePeople(me)
  const [editing, setEditing] = useState(false)
  const device = devices.value?.find((each) => each.id === id)
  return (
    <Page
      title={device === undefined ? words.device : device.name || words[DEVICE_WORDS[device.kind]]} back="devices"
      actions={device !== undefined && (
        <button type="button" className="button plain" onClick={() => setEditing(true)}>{words.edit}</button>
      )}
    >
      <div role="status">{away && states.size > 0 && <p className="banner">{words.devicesAway}</p>}</div>
      <Shown of={devices}>
        {() => (device === undefined
          ? <Empty icon="device" title={words.deviceGone}>{words.deviceGoneHint}</Empty>
          : <One device={device} me={me} state={states.get(id)} owner={ownerOf(device, me, people.value ?? [])} ready={ready} />)}
      </Shown>
      {editing && device !== undefined && (
        <DeviceSheet
          device={device} me={me} people={people.value ?? []} rooms={roomsOf(devices.value ?? [])}
          onGone={() => go('devices')}
          onClose={() => {
            setEditing(false)
            devices.again()
          }}
        />
      )}
    </Page>
  )
}

function One({ device, me, state, owner, ready }: {
  device: Device
  me: Me
  state: LiveState | undefined
  owner: string
  ready: boolean
}) {
  const { ui, words } = useWords()
  const shown = shownOf(device.kind, state, device.connected || device.id === me.device)
  const mine = device.person === me.account
  const place = [device.room, ...device.languages.map((tag) => languageName(tag, ui)), owner].filter((each) => each !== '')
  return (
    <>
      <section className="card device-hero" data-state={shown}>
        <DeviceFigure figure={figureOf(device.kind, state)} state={shown} large />
        <div className="device-now">
          <p className="device-state" role="status">
            {shown !== 'gone' && <span className="live" aria-hidden="true" />}{words[STATE_WORDS[shown]]}
          </p>
          <p className="row-note">{sinceWords(words, shown, state?.since ?? device.seen, ui)}</p>
          {place.length > 0 && <p className="row-note">{place.join(' · ')}</p>}
        </div>
      </section>
      <DeviceRemote device={device} state={state} mine={mine} />
      <Facts device={device} state={state} />
      <DeviceTurns device={device.id} count={state?.turns ?? 0} mine={mine} ready={ready} />
    </>
  )
}

function Facts({ device, state }: { device: Device; state: LiveState | undefined }) {
  const { ui, words } = useWords()
  const told = useLoaded(() => api<LiveState>('GET', `/api/devices/${encodeURIComponent(device.id)}/state`))
  const now = { ...told.value, ...state, details: { ...state?.details, ...told.value?.details } }
  const speaker = device.kind === 'speaker'
  const facts: [name: string, value: string][] = [
    [words.deviceModel, now.model || (speaker ? words.deviceUnknown : '')],
    [words.deviceFirmware, now.firmware || (speaker ? words.deviceUnknown : '')],
    [words.deviceConnection, connectionWords(words, { gateway: now.gateway ?? '', transport: now.transport ?? '' })],
    ...detailsOf(words, now.details),
    [words.devicePaired, dayAndTime(device.paired, ui)],
  ]
  return (
    <section className="device-part" aria-labelledby="about">
      <h3 className="day" id="about">{words.aboutDevice}</h3>
      <dl className="card device-facts">
        {facts.filter(([, value]) => value !== '').map(([name, value]) => (
          <div key={name}><dt>{name}</dt><dd>{value}</dd></div>
        ))}
      </dl>
    </section>
  )
}

const SIGNALS: Record<string, keyof Words> = { strong: 'deviceSignalStrong', medium: 'deviceSignalMedium', weak: 'deviceSignalWeak' }
const KNOWN = ['battery', 'charging', 'network', 'signal', 'address']

function detailsOf(words: Words, details: Record<string, string>): [name: string, value: string][] {
  const { battery, charging, network, signal } = details
  const level = battery === undefined ? '' : /^\d+$/.test(battery) ? `${battery}%` : battery
  const signalWord = SIGNALS[signal ?? '']
  return [
    [words.deviceBattery, charging !== undefined && level !== '' ? `${level} · ${words.deviceCharging}` : level],
    [words.deviceNetwork, network === 'wifi' ? 'Wi-Fi' : network ?? ''],
    [words.deviceSignal, signalWord === undefined ? signal ?? '' : words[signalWord]],
    [words.deviceAddress, details['address'] ?? ''],
    ...Object.entries(details).filter(([name]) => !KNOWN.includes(name)),
  ]
}

function sinceWords(words: Words, shown: DeviceShown, since: number, ui: 'en' | 'zh'): string {
  if (shown === 'gone') return fill(words.lastSeen, { when: ago(since, ui) })
  return fill(words.stateSince, { when: Date.now() / 1000 - since < 43_200 ? clockTime(since, ui) : dayAndTime(since, ui) })
}

function ownerOf(device: Device, me: Me, people: readonly { account: string; name: string }[]): string {
  return device.person === me.account ? '' : people.find(({ account }) => account === device.person)?.name ?? ''
}
