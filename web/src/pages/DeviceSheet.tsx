import { useId, useState } from 'react'
import { Icon } from '../components/Icon'
import { api, type Device, type Me, type Person } from '../home/api'
import { dayAndTime } from '../home/when'
import { useAsking } from '../parts/asking'
import { Chips, Choice, Field } from '../parts/Field'
import { Problem } from '../parts/Page'
import { Sheet } from '../parts/Sheet'
import { fill, languageName, useWords } from '../words'

export interface Placing {
  name: string
  room: string
  languages: string[]
  person: string
}

const LANGUAGES = ['zh', 'en']

/** What a device is called, where it stands, and whose it is; and how it is thrown out. */
export function DeviceSheet({ device, me, people, rooms, onGone, onClose }: {
  device: Device
  me: Me
  people: readonly Person[]
  rooms: readonly string[]
  /** It was thrown out. */
  onGone: () => void
  onClose: () => void
}) {
  const { ui, words } = useWords()
  const asking = useAsking()
  const [sure, setSure] = useState(false)
  const [placing, setPlacing] = useState<Placing>(device)
  const here = device.id === me.device
  const path = `/api/devices/${encodeURIComponent(device.id)}`
  const change = async (work: () => Promise<unknown>, then: () => void) => {
    if (await asking.run(work)) then()
  }
  const save = () => change(() => {
    const { name, room, languages, person } = placing
    return api('PATCH', path, { name: name.trim(), room: room.trim(), languages, ...(person === device.person ? {} : { person }) })
  }, onClose)
  return (
    <Sheet title={device.name || words.device} onClose={onClose}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <PlacingFields placing={placing} onChange={setPlacing} people={device.kind === 'browser' ? [] : people} rooms={rooms} />
        <p className="hint">{fill(words.pairedAt, { when: dayAndTime(device.paired, ui) })}</p>
        <Problem error={asking.error} />
        <button type="submit" className="button wide" disabled={asking.busy}>{words.save}</button>
        {!here && !sure && (
          <button type="button" className="button danger wide" onClick={() => setSure(true)}><Icon name="leave" />{words.throwOut}</button>
        )}
        {sure && (
          <div className="decide" role="alert">
            <p>{words.throwOutSure}</p>
            <button type="button" className="button danger wide filled" disabled={asking.busy} onClick={() => void change(() => api('DELETE', path), onGone)}>
              {words.throwOut}
            </button>
          </div>
        )}
        {here && <p className="hint">{words.thisDeviceHint}</p>}
      </form>
    </Sheet>
  )
}

export function PlacingFields({ placing, onChange, people, rooms }: {
  placing: Placing
  onChange: (placing: Placing) => void
  people: readonly Person[]
  rooms: readonly string[]
}) {
  const { ui, words } = useWords()
  const id = useId()
  const usual = [words.roomLiving, words.roomKitchen, words.roomBedroom, words.roomStudy]
  const tags = [...new Set([...LANGUAGES, ...placing.languages])]
  return (
    <>
      <Field label={words.name} value={placing.name} onChange={(name) => onChange({ ...placing, name })} />
      <Field label={words.room} value={placing.room} list={id} onChange={(room) => onChange({ ...placing, room })} />
      <datalist id={id}>{[...new Set([...rooms, ...usual])].map((room) => <option key={room} value={room} />)}</datalist>
      <Chips
        label={words.languages} all={tags} chosen={placing.languages} name={(tag) => languageName(tag, ui)}
        onChange={(languages) => onChange({ ...placing, languages })}
      />
      {people.length > 1 && (
        <Choice label={words.person} value={placing.person} onChange={(person) => onChange({ ...placing, person })}>
          {people.map((each) => <option key={each.account} value={each.account}>{each.name || words.nameless}</option>)}
        </Choice>
      )}
    </>
  )
}
