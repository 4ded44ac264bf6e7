import type { Ended } from '../protocol/messages'
import type { Turn } from '../talk/state'
import type { Talk } from '../talk/useTalk'
import { fill, languageName, useWords, type Words } from '../words'

const STAGES = {
  endpoint: 'stageEndpoint',
  recognise: 'stageRecognise',
  understand: 'stageUnderstand',
  act: 'stageAct',
  first_audio: 'stageFirstAudio',
  total: 'stageTotal',
} as const satisfies Record<string, keyof Words>

/** What the server calls the engine of typed utterances. */
const TYPED = 'keyboard'

interface Props {
  turn: Turn
  ended: Ended
  played: Talk['played'][string] | undefined
}

/** Chips with engine and language; behind them, how long each stage took. */
export function Details({ turn, ended, played }: Props) {
  const { ui, words } = useWords()
  const language = turn.heard?.language ?? turn.said[0]?.language
  const engine = turn.heard?.engine ?? ''
  const total = ended.timings['total']
  return (
    <details className="details">
      <summary>
        {language !== undefined && <span className="chip">{languageName(language, ui)}</span>}
        {engine === TYPED && <span className="chip">{words.typed}</span>}
        {engine !== '' && engine !== TYPED && <span className="chip" translate="no">{engine}</span>}
        {total !== undefined && <span className="chip">{fill(words.playedValue, { seconds: total.toFixed(2) })}</span>}
        {ended.reason === 'interrupted' && !turn.music && <span className="chip warm">{words.interrupted}</span>}
        <span className="more">{words.details}</span>
      </summary>
      <Stages timings={ended.timings} typed={engine === TYPED} />
      <dl className="facts">
        {ended.intent !== '' && <><dt>{words.understood}</dt><dd><code>{ended.intent}{slots(ended.slots)}</code></dd></>}
        <dt>{words.played}</dt>
        <dd data-played-seconds={(played?.seconds ?? 0).toFixed(3)} data-played-level={(played?.level ?? 0).toFixed(4)}>
          {fill(words.playedValue, { seconds: (played?.seconds ?? 0).toFixed(1) })}
        </dd>
      </dl>
    </details>
  )
}

function Stages({ timings, typed }: { timings: Record<string, number>; typed: boolean }) {
  const { words } = useWords()
  const longest = Math.max(0.001, ...Object.values(timings))
  // What was typed needed no writing down.
  const named = (Object.keys(STAGES) as (keyof typeof STAGES)[]).filter((name) => !(typed && name === 'recognise'))
  const others = Object.keys(timings).filter((name) => !(name in STAGES))
  return (
    <ul className="stages">
      {[...named.filter((name) => name in timings), ...others].map((name) => {
        const seconds = timings[name] ?? 0
        return (
          <li key={name} className={name === 'total' ? 'total' : undefined}>
            <span>{name in STAGES ? words[STAGES[name as keyof typeof STAGES]] : name}</span>
            <meter min={0} max={longest} value={seconds} aria-hidden="true" />
            <span className="milliseconds">{Math.round(seconds * 1000)} ms</span>
          </li>
        )
      })}
    </ul>
  )
}

function slots(values: Record<string, unknown>): string {
  const entries = Object.entries(values).map(([name, value]) => ` ${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
  return entries.join('')
}
