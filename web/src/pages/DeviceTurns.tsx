import { useEffect, useRef } from 'react'
import { api } from '../home/api'
import { barsOf, outcomeOf, STAGE_WORDS, STAGES, waited } from '../home/deviceLook'
import type { PastTurn } from '../home/live'
import { useDocs, useSync } from '../home/sync'
import { clockTime, dayAndTime } from '../home/when'
import { useLoaded } from '../parts/asking'
import { Switch } from '../parts/Field'
import { Shown } from '../parts/Page'
import { fill, languageName, useWords } from '../words'

/** The setting that says whether words are shown. */
const SETTING = 'device_log'

interface Answer {
  words: boolean
  turns: PastTurn[]
}

/** The last turns of a device: how long each step took, and the words for who wants to see theirs. */
export function DeviceTurns({ device, count, mine, ready }: { device: string; count: number; mine: boolean; ready: boolean }) {
  const { words } = useWords()
  const turns = useLoaded(() => api<Answer>('GET', `/api/devices/${encodeURIComponent(device)}/turns`))
  const { again } = turns
  const first = useRef(true)
  useEffect(() => {
    if (!first.current) again()
    first.current = false
  }, [count, again])
  return (
    <section className="device-part" aria-labelledby="turns">
      <h3 className="day" id="turns">{words.lastTurns}</h3>
      <div className="card">
        {mine ? ready && <Consent onChanged={again} /> : <p className="hint padded">{words.keepWordsTheirs}</p>}
        <Shown of={turns}>{({ turns: all }) => (all.length === 0 ? <None /> : <Turns all={all} />)}</Shown>
      </div>
    </section>
  )
}

function Consent({ onChanged }: { onChanged: () => void }) {
  const { words } = useWords()
  const sync = useSync()
  const given = useDocs('settings').find(({ id }) => id === SETTING)?.fields['value'] === true
  return (
    <div className="padded setting device-consent">
      <Switch
        label={words.keepWords} on={given}
        onToggle={() => void sync.put('settings', SETTING, { value: !given }).then(() => window.setTimeout(onChanged, 500))}
      />
      <p className="hint">{given ? words.keepWordsOn : words.keepWordsOff}</p>
    </div>
  )
}

function None() {
  const { words } = useWords()
  return (
    <div className="device-none">
      <p>{words.noTurns}</p>
      <p className="hint">{words.noTurnsHint}</p>
    </div>
  )
}

function Turns({ all }: { all: PastTurn[] }) {
  const { words } = useWords()
  const longest = Math.max(1, ...all.map(({ timings }) => waited(timings)))
  const used = STAGES.filter((stage) => all.some(({ timings }) => (timings[stage] ?? 0) >= 0.0005))
  return (
    <>
      {used.length > 0 && (
        <ul className="stage-legend" aria-hidden="true">
          {used.map((stage) => <li key={stage}><i data-stage={stage} />{words[STAGE_WORDS[stage]]}</li>)}
        </ul>
      )}
      <ol className="device-turns">
        {all.map((turn) => <Turn key={`${turn.at}-${turn.reason}`} turn={turn} longest={longest} />)}
      </ol>
    </>
  )
}

function Turn({ turn, longest }: { turn: PastTurn; longest: number }) {
  const { ui, words } = useWords()
  const seconds = new Intl.NumberFormat(ui, { minimumFractionDigits: 2, maximumFractionDigits: 2 })
  const outcome = outcomeOf(turn)
  const how = { spoken: words.turnSpoken, typed: words.turnTyped, unasked: words.turnUnasked }[turn.how]
  const bars = barsOf(turn.timings, longest)
  const read = bars.map(({ stage, seconds: took }) => fill(words.turnStage, { stage: words[STAGE_WORDS[stage]], seconds: seconds.format(took) }))
  const today = new Date(turn.at * 1000).toDateString() === new Date().toDateString()
  return (
    <li className="device-turn">
      <p className="device-turn-head">
        <time dateTime={new Date(turn.at * 1000).toISOString()}>{today ? clockTime(turn.at, ui) : dayAndTime(turn.at, ui)}</time>
        <span className="chip">{how}</span>
        {turn.languages.filter((tag) => tag !== 'und').map((tag) => <span key={tag} className="chip">{languageName(tag, ui)}</span>)}
        {turn.engine !== '' && turn.engine !== 'keyboard' && <span className="chip" translate="no">{turn.engine}</span>}
        {outcome !== null && <span className="chip warm">{words[outcome]}</span>}
        {turn.failure !== '' && <code className="device-turn-code">{turn.failure}</code>}
      </p>
      {turn.heard !== '' && <p className="past-heard">{turn.heard}</p>}
      {turn.said !== '' && <p className="past-said">{turn.said}</p>}
      {turn.intent !== '' && <p><code translate="no">{turn.intent}</code></p>}
      {bars.length > 0 && turn.how !== 'unasked' && (
        <div className="stage-row">
          <div className="stage-bar" role="img" aria-label={read.join(', ')} title={read.join('\n')}>
            {bars.map(({ stage, share }) => <Piece key={stage} stage={stage} share={share} />)}
          </div>
          <span className="stage-total">{fill(words.turnSeconds, { seconds: seconds.format(waited(turn.timings)) })}</span>
        </div>
      )}
    </li>
  )
}

/** The page's security policy allows no style attributes in HTML; what a script sets is its own. */
function Piece({ stage, share }: { stage: string; share: number }) {
  return <i data-stage={stage} ref={(piece) => piece?.style.setProperty('width', `${share}%`)} />
}
