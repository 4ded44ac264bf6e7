import { type ReactNode, useState } from 'react'
import { Icon, type IconName } from '../components/Icon'
import { nameOf, type Order, type Thing } from '../home/things'
import { Switch } from '../parts/Field'
import { Slider } from '../parts/Slider'
import { fill, useWords, type Words } from '../words'

export type Do = (thing: string, order: Order) => Promise<boolean>

const ICONS: Record<string, IconName> = {
  light: 'bulb', plug: 'plug', switch: 'plug', fan: 'fan', curtain: 'curtain', blind: 'curtain', garage: 'garage',
  door: 'door', window: 'browser', lock: 'lock', climate: 'thermometer', tv: 'tv', speaker: 'loud', vacuum: 'vacuum',
  coffee: 'cup', kettle: 'cup', humidifier: 'drop', purifier: 'fan', oven: 'box', washer: 'washer',
  water_heater: 'drop',
}
const MODES: Record<string, keyof Words> = {
  heat: 'modeHeat', cool: 'modeCool', auto: 'modeAuto', dry: 'modeDry', fan: 'modeFan', sleep: 'modeSleep', eco: 'modeEco',
}
const ACTIVITIES: Record<string, keyof Words> = {
  cleaning: 'stateCleaning', docked: 'stateDocked', returning: 'stateReturning', paused: 'statePaused', error: 'stateError',
}
const COLORS: { name: string; word: keyof Words; order: Order; white: boolean }[] = [
  { name: 'warm', word: 'colorWarm', order: { kelvin: 2700 }, white: true },
  { name: 'white', word: 'colorWhite', order: { kelvin: 4000 }, white: true },
  { name: 'cool', word: 'colorCool', order: { kelvin: 6000 }, white: true },
  { name: 'red', word: 'colorRed', order: { rgb: [255, 0, 0] }, white: false },
  { name: 'orange', word: 'colorOrange', order: { rgb: [255, 140, 0] }, white: false },
  { name: 'green', word: 'colorGreen', order: { rgb: [0, 200, 0] }, white: false },
  { name: 'blue', word: 'colorBlue', order: { rgb: [0, 60, 255] }, white: false },
  { name: 'purple', word: 'colorPurple', order: { rgb: [140, 0, 220] }, white: false },
  { name: 'pink', word: 'colorPink', order: { rgb: [255, 90, 170] }, white: false },
]

/** One thing: how it is, and what can be done to it. Without `order` one only looks. */
export function ThingCard({ thing, order }: { thing: Thing; order: Do | null }) {
  const { ui, words } = useWords()
  const { state } = thing
  const name = nameOf(thing, ui)
  const can = (ability: string) => order !== null && thing.reachable && thing.abilities.includes(ability)
  const act = (wanted: Order) => void order?.(thing.id, wanted)
  const busy = state.on === true || state.activity === 'cleaning' || state.locked === false || (state.position ?? 0) > 0
  return (
    <li className="thing card" data-on={busy && thing.reachable} data-away={!thing.reachable}>
      <div className="thing-head">
        <span className="row-icon"><Icon name={state.locked === false ? 'unlock' : ICONS[thing.kind] ?? 'plug'} /></span>
        <div className="row-words">
          <h4 className="row-name">{name}</h4>
          <p className="row-note">{stateWords(words, thing)}</p>
        </div>
        {can('switch') && (
          <Switch label={name} hidden on={state.on === true} onToggle={() => act({ on: state.on !== true })} />
        )}
        {can('lock') && (state.locked === true
          ? <Sure word={words.doUnlock} name={name} onDo={() => act({ locked: false })} />
          : <Plain word={words.doLock} name={name} onDo={() => act({ locked: true })} />)}
        {can('clean') && (state.activity === 'cleaning'
          ? <Plain word={words.doDock} name={name} onDo={() => act({ clean: false })} />
          : <Plain word={words.doClean} name={name} onDo={() => act({ clean: true })} />)}
        {can('open') && !can('position') && <Gate thing={thing} name={name} act={act} />}
      </div>
      {can('position') && <Slider label={words.setPosition} name={name} value={state.heading ?? state.position ?? 0} onSet={(position) => act({ position })} />}
      {state.on === true && can('brightness') && (
        <Slider label={words.setBrightness} name={name} least={1} value={state.brightness ?? 0} onSet={(brightness) => act({ brightness })} />
      )}
      {state.on === true && (can('color') || can('warmth')) && <Colors thing={thing} name={name} act={act} />}
      {state.on === true && can('temperature') && <Climate thing={thing} name={name} act={act} />}
      {state.on === true && can('speed') && (
        <Slider label={words.setSpeed} name={name} least={1} value={state.speed ?? 0} onSet={(speed) => act({ speed })} />
      )}
      {state.on === true && can('volume') && (
        <Slider label={words.setVolume} name={name} value={state.volume ?? 0} onSet={(volume) => act({ volume })} />
      )}
    </li>
  )
}

function Plain({ word, name, onDo }: { word: string; name: string; onDo: () => void }) {
  const { words } = useWords()
  return (
    <button type="button" className="button plain small" aria-label={fill(words.ofThing, { what: word, name })} onClick={onDo}>
      {word}
    </button>
  )
}

/** What lets people in is asked about once more. */
function Sure({ word, name, onDo }: { word: string; name: string; onDo: () => void }) {
  const { words } = useWords()
  const [asked, setAsked] = useState(false)
  const said = asked ? words.doSure : word
  return (
    <button
      type="button" className={asked ? 'button danger filled small' : 'button plain small'}
      aria-label={fill(words.ofThing, { what: asked ? `${word}: ${said}` : said, name })}
      onBlur={() => setAsked(false)}
      onClick={() => {
        if (asked) onDo()
        setAsked(!asked)
      }}
    >
      {said}
    </button>
  )
}

function Gate({ thing: { state }, name, act }: { thing: Thing; name: string; act: (order: Order) => void }) {
  const { words } = useWords()
  if (state.heading !== null) return <Plain word={words.doStop} name={name} onDo={() => act({ halt: true })} />
  return (state.position ?? 0) > 0
    ? <Plain word={words.doClose} name={name} onDo={() => act({ position: 0 })} />
    : <Sure word={words.doOpen} name={name} onDo={() => act({ position: 100 })} />
}

function Colors({ thing, name, act }: { thing: Thing; name: string; act: (order: Order) => void }) {
  const { words } = useWords()
  const colors = COLORS.filter(({ white }) => white || thing.abilities.includes('color'))
  return (
    <div className="swatches" role="group" aria-label={fill(words.ofThing, { what: words.setColor, name })}>
      {colors.map((each) => (
        <button
          key={each.name} type="button" className="swatch" data-color={each.name} title={words[each.word]}
          aria-label={words[each.word]} aria-pressed={isColor(thing, each.order)} onClick={() => act(each.order)}
        />
      ))}
    </div>
  )
}

function isColor({ state: { color } }: Thing, order: Order): boolean {
  if (color === null) return false
  if ('kelvin' in order) return color.rgb === null && color.kelvin === order.kelvin
  return 'rgb' in order && color.rgb !== null && color.rgb.join() === order.rgb.join()
}

function Climate({ thing, name, act }: { thing: Thing; name: string; act: (order: Order) => void }) {
  const { ui, words } = useWords()
  const { state, lowest = 10, highest = 32, modes = [] } = thing
  const target = state.target ?? 21
  const to = (degrees: number) => act({ target: Math.min(highest, Math.max(lowest, degrees)) })
  const step = (word: string, icon: ReactNode, by: number, over: boolean) => (
    <button type="button" className="quiet-button icon-only" aria-label={fill(words.ofThing, { what: word, name })} disabled={over} onClick={() => to(target + by)}>
      {icon}
    </button>
  )
  return (
    <div className="climate">
      <div className="stepper">
        {step(words.cooler, <Icon name="minus" />, -0.5, target <= lowest)}
        <output className="degrees" aria-label={fill(words.ofThing, { what: words.setTarget, name })}>
          {new Intl.NumberFormat(ui, { minimumFractionDigits: 1 }).format(target)}°
        </output>
        {step(words.warmer, <Icon name="plus" />, 0.5, target >= highest)}
      </div>
      {modes.length > 0 && (
        <span className="choice">
          <select
            value={state.mode ?? ''} aria-label={fill(words.ofThing, { what: words.setMode, name })}
            onChange={({ target: chosen }) => act({ mode: chosen.value })}
          >
            {modes.map((mode) => <option key={mode} value={mode}>{MODES[mode] === undefined ? mode : words[MODES[mode]]}</option>)}
          </select>
        </span>
      )}
    </div>
  )
}

/** On · 80%. */
function stateWords(words: Words, { state, reachable }: Thing): string {
  if (!reachable) return words.stateAway
  const said: string[] = []
  if (state.on !== null) said.push(state.on ? words.stateOn : words.stateOff)
  if (state.on === true && state.brightness !== null) said.push(`${state.brightness}%`)
  if (state.on === true && state.target !== null) said.push(`${state.target}°`)
  if (state.heading !== null) said.push(state.heading > (state.position ?? 0) ? words.stateOpening : words.stateClosing)
  else if (state.position === 0) said.push(words.stateClosed)
  else if (state.position === 100) said.push(words.stateOpen)
  else if (state.position !== null) said.push(fill(words.statePart, { level: String(state.position) }))
  if (state.locked !== null) said.push(state.locked ? words.stateLocked : words.stateUnlocked)
  const activity = ACTIVITIES[state.activity ?? '']
  if (activity !== undefined) said.push(words[activity])
  if (state.readings['power'] !== undefined && state.on === true) said.push(`${state.readings['power']} W`)
  if (state.readings['air'] !== undefined) said.push(`PM2.5 ${state.readings['air']}`)
  if (state.readings['battery'] !== undefined) said.push(fill(words.battery, { value: String(state.readings['battery']) }))
  return said.join(' · ')
}
