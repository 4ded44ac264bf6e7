import { useEffect, useRef, useState } from 'react'
import { Icon } from '../components/Icon'
import { api, type Device, type Me, type Person } from '../home/api'
import { useAsking } from '../parts/asking'
import { Problem } from '../parts/Page'
import { Sheet } from '../parts/Sheet'
import { useToast } from '../parts/Toasts'
import { fill, useWords } from '../words'
import { DEVICE_ICONS, DEVICE_WORDS } from './DevicesPage'
import { PairGuide } from './PairGuide'
import { type Placing, PlacingFields } from './DeviceSheet'

const DIGITS = 6

interface Found {
  kind: Device['kind']
  model: string
}

/** Six digits from the device; then what it is, where it stands, and whether it may come in. */
export function PairSheet({ code: given, me, people, rooms, onClose }: {
  code: string
  me: Me
  people: readonly Person[]
  rooms: readonly string[]
  onClose: () => void
}) {
  const { words } = useWords()
  const toast = useToast()
  const asking = useAsking()
  const [code, setCode] = useState(digits(given))
  const [found, setFound] = useState<Found | null>(null)
  // A speaker that was told its room proposes it: /pair?room=…
  const proposed = new URLSearchParams(location.hash.split('?')[1]).get('room')?.slice(0, 60) ?? ''
  const [placing, setPlacing] = useState<Placing>({ name: '', room: proposed, languages: [], person: me.account })
  const look = (entered: string) => asking.run(async () => setFound(await api<Found>('POST', '/api/pair/find', { code: entered })))
  const type = (written: string) => {
    const entered = digits(written)
    setCode(entered)
    asking.clear()
    if (entered.length === DIGITS) void look(entered)
  }
  const asked = useRef(false)
  useEffect(() => {
    if (!asked.current && code.length === DIGITS) void look(code)
    asked.current = true
  })
  const end = async (work: () => Promise<unknown>, said: string) => {
    if (await asking.run(work)) {
      toast(said)
      onClose()
    }
  }
  if (found === null) {
    return (
      <Sheet title={words.pairDevice} onClose={onClose}>
        <form
          className="form"
          onSubmit={(event) => {
            event.preventDefault()
            if (code.length === DIGITS) void look(code)
          }}
        >
          <p>{words.pairText}</p>
          <input
            className="code" aria-label={words.pairCode} value={code} inputMode="numeric" autoComplete="one-time-code" data-focus
            placeholder="000000" onChange={({ target }) => type(target.value)}
          />
          <Problem error={asking.error} />
          <button type="submit" className="button wide" disabled={asking.busy || code.length < DIGITS}>{words.next}</button>
        </form>
        <PairGuide />
      </Sheet>
    )
  }
  const name = placing.name.trim() || found.model
  return (
    <Sheet title={words.pairFound} onClose={onClose}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          const { room, languages, person } = placing
          void end(() => api('POST', '/api/pair/approve', { code, name, room: room.trim(), languages, person }), fill(words.paired, { name }))
        }}
      >
        <div className="found">
          <span className="row-icon"><Icon name={DEVICE_ICONS[found.kind]} /></span>
          <p><strong>{found.model || words[DEVICE_WORDS[found.kind]]}</strong><span>{words[DEVICE_WORDS[found.kind]]}</span></p>
        </div>
        <p className="hint">{words.pairSure}</p>
        <PlacingFields placing={placing} onChange={setPlacing} people={people} rooms={rooms} />
        <Problem error={asking.error} />
        <button type="submit" className="button wide" disabled={asking.busy}>{words.letIn}</button>
        <button
          type="button" className="button danger wide" disabled={asking.busy}
          onClick={() => void end(() => api('POST', '/api/pair/refuse', { code }), words.refused)}
        >
          {words.refuse}
        </button>
      </form>
    </Sheet>
  )
}

/** Only the digits of what was typed, read off or pasted; also full-width ones. */
function digits(written: string): string {
  return written.normalize('NFKC').replace(/\D/g, '').slice(0, DIGITS)
}
