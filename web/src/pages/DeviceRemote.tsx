import { useEffect, useRef, useState } from 'react'
import { Intercom, type IntercomState } from '../audio/intercom'
import type { MicrophoneTrouble } from '../audio/microphone'
import { Icon } from '../components/Icon'
import { ApiError, api, type Device } from '../home/api'
import type { LiveState } from '../home/live'
import { useAsking } from '../parts/asking'
import { Problem } from '../parts/Page'
import { Slider } from '../parts/Slider'
import { useToast } from '../parts/Toasts'
import { problemWords, useWords, type Words } from '../words'

const MOST = 500

/** What can be done to a device from here. */
export function DeviceRemote({ device, state, mine }: { device: Device; state: LiveState | undefined; mine: boolean }) {
  const { words } = useWords()
  const toast = useToast()
  const asking = useAsking()
  const [text, setText] = useState('')
  const there = state?.connected === true
  const send = async (what: string, body: object, said: string | null) => {
    const done = await asking.run(() => api('POST', `/api/devices/${encodeURIComponent(device.id)}/${what}`, body))
    if (done && said !== null) toast(said)
    return done
  }
  const tell = async (what: 'say' | 'ask', said: string) => {
    if (text.trim() !== '' && (await send(what, { text: text.trim() }, said))) setText('')
  }
  if (!there) {
    return (
      <section className="device-part" aria-labelledby="try">
        <h3 className="day" id="try">{words.tryIt}</h3>
        <p className="card padded hint">{words.tryGone}</p>
      </section>
    )
  }
  return (
    <section className="device-part" aria-labelledby="try">
      <h3 className="day" id="try">{words.tryIt}</h3>
      <div className="card padded device-remote">
        <div className="device-buttons">
          <button type="button" className="button plain" disabled={asking.busy} onClick={() => void send('sound', {}, words.testSoundPlayed)}>
            <Icon name="bell" />{words.testSound}
          </button>
          <button type="button" className="button plain" disabled={asking.busy} onClick={() => void send('stop', {}, words.stopped)}>
            <Icon name="stop" />{words.stopIt}
          </button>
          <Hold device={device.id} />
        </div>
        <Slider
          label={state.muted ? words.deviceMuted : words.deviceVolume} name={device.name} value={state.volume}
          onSet={(level) => void send('volume', { level }, null)}
        />
        <form
          className="device-say"
          onSubmit={(event) => {
            event.preventDefault()
            void tell('say', words.saidThere)
          }}
        >
          <input
            value={text} maxLength={MOST} aria-label={words.writeToIt} placeholder={words.writeToIt}
            onChange={({ target }) => setText(target.value)}
          />
          <button type="submit" className="button" disabled={asking.busy || text.trim() === ''}>{words.sayThere}</button>
          {mine && (
            <button
              type="button" className="button plain" disabled={asking.busy || text.trim() === ''}
              onClick={() => void tell('ask', words.askedThere)}
            >
              {words.askThere}
            </button>
          )}
        </form>
        <Problem error={asking.error} />
      </div>
    </section>
  )
}

/** Held, it lets one's own voice be heard there. */
function Hold({ device }: { device: string }) {
  const { words } = useWords()
  const [state, setState] = useState<IntercomState>('off')
  const [trouble, setTrouble] = useState<MicrophoneTrouble | null>(null)
  const [refused, setRefused] = useState<ApiError | null>(null)
  const current = useRef<Intercom | null>(null)
  const end = () => {
    current.current?.end()
    current.current = null
  }
  useEffect(() => end, [])
  const begin = () => {
    if (current.current !== null) return
    setTrouble(null)
    setRefused(null)
    const made: Intercom = new Intercom(device, {
      onState: (now) => {
        setState(now)
        if (now === 'off' && current.current === made) current.current = null
      },
      onTrouble: setTrouble,
      onRefused: (code) => setRefused(new ApiError(0, code, '')),
    })
    current.current = made
    void made.start()
  }
  const label = { off: words.holdToSpeak, opening: words.speakOpening, on: words.speakNow }[state]
  return (
    <>
      <button
        type="button" className="button plain hold" aria-pressed={state !== 'off'} data-state={state} title={words.speakHint}
        onPointerDown={(event) => {
          if (event.button !== 0) return
          event.currentTarget.setPointerCapture(event.pointerId)
          begin()
        }}
        onPointerUp={end} onPointerCancel={end} onContextMenu={(event) => event.preventDefault()}
        onKeyDown={(event) => {
          if ((event.key === ' ' || event.key === 'Enter') && !event.repeat) {
            event.preventDefault()
            begin()
          }
        }}
        onKeyUp={end} onBlur={end}
      >
        <Icon name="talk" />{label}
      </button>
      {trouble !== null && <p className="problem" role="alert">{troubleWords(words, trouble)}</p>}
      {refused !== null && <p className="problem" role="alert">{problemWords(words, refused)}</p>}
    </>
  )
}

function troubleWords(words: Words, trouble: MicrophoneTrouble): string {
  return { denied: words.micDenied, insecure: words.micInsecure, missing: words.micMissing, taken: words.micTaken }[trouble]
}
