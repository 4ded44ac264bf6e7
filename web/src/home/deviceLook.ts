import type { Words } from '../words'
import type { Device } from './api'
import type { LiveState, PastTurn } from './live'

export type Figure = 'board' | 'mi' | 'computer' | 'satellite' | 'speaker' | 'browser' | 'phone' | 'program'
export type Shown = LiveState['state'] | 'gone'

const BOARDS = /esp32|xiaozhi|bread-?board|m5stack|core-?s3|atoms3|box-?3|lichuang|waveshare|kevin|magiclick|esp-/i
const COMPUTERS = /linux|mac(os|book)|windows|raspberry|darwin|arm64|x86|\bpc\b/i

/** The picture of a device: by what it speaks, else by what it calls itself, else by its kind. */
export function figureOf(kind: Device['kind'], state: Pick<LiveState, 'gateway' | 'model'> | undefined): Figure {
  if (kind !== 'speaker') return kind
  switch (state?.gateway) {
    case 'xiaozhi': return 'board'
    case 'xiaoai': return 'mi'
    case 'wyoming': return 'satellite'
    case 'speaker': return 'computer'
  }
  const model = state?.model ?? ''
  if (/\b(lx06|oh2p)\b|xiaoai|小爱/i.test(model)) return 'mi'
  if (BOARDS.test(model)) return 'board'
  return COMPUTERS.test(model) ? 'computer' : 'speaker'
}

/** What is shown of what it does. A browser may be here without talking; of a speaker its feed knows best. */
export function shownOf(kind: Device['kind'], state: Pick<LiveState, 'connected' | 'state'> | undefined, listed: boolean): Shown {
  if (state?.connected === true) return state.state
  return listed && (state === undefined || kind !== 'speaker') ? 'idle' : 'gone'
}

export const STATE_WORDS: Record<Shown, keyof Words> = {
  idle: 'stateIdle', asleep: 'stateAsleep', listening: 'stateListening', thinking: 'stateThinking',
  speaking: 'stateSpeaking', playing: 'statePlaying', ringing: 'stateRinging', gone: 'stateGone',
}

const GATEWAYS: Record<string, keyof Words> = {
  web: 'gatewayWeb', xiaozhi: 'gatewayXiaozhi', wyoming: 'gatewayWyoming', xiaoai: 'gatewayXiaoai', speaker: 'gatewaySpeaker',
  program: 'kindProgram',
}
const TRANSPORTS: Record<string, keyof Words> = {
  websocket: 'transportWebsocket', 'mqtt+udp': 'transportMqtt', udp: 'transportMqtt', tcp: 'transportTcp',
}

/** “XiaoZhi · MQTT and UDP”. */
export function connectionWords(words: Words, { gateway, transport }: Pick<LiveState, 'gateway' | 'transport'>): string {
  const named = (table: Record<string, keyof Words>, name: string) => {
    const word = table[name]
    return word === undefined ? name : words[word]
  }
  const both = [named(GATEWAYS, gateway), named(TRANSPORTS, transport)].filter((each) => each !== '')
  return [...new Set(both)].join(' · ')
}

export const STAGES = ['endpoint', 'recognise', 'understand', 'act', 'first_audio'] as const
export type Stage = (typeof STAGES)[number]
export const STAGE_WORDS: Record<Stage, keyof Words> = {
  endpoint: 'stageEndpoint', recognise: 'stageRecognise', understand: 'stageUnderstand', act: 'stageAct', first_audio: 'stageFirstAudio',
}

export interface Bar {
  stage: Stage
  seconds: number
  /** Of the width of the chart, in percent. */
  share: number
}

/** The stages of a turn as pieces of a bar, in their order; those that took no time are left out. */
export function barsOf(timings: Record<string, number>, longest: number): Bar[] {
  const scale = Math.max(longest, 0.001)
  return STAGES.flatMap((stage) => {
    const seconds = timings[stage] ?? 0
    return seconds >= 0.0005 ? [{ stage, seconds, share: (seconds / scale) * 100 }] : []
  })
}

/** What a person waited for in a turn, in seconds. */
export function waited(timings: Record<string, number>): number {
  return STAGES.reduce((sum, stage) => sum + (timings[stage] ?? 0), 0)
}

/** How a turn went, where it did not simply go well. */
export function outcomeOf({ reason, failure }: Pick<PastTurn, 'reason' | 'failure'>): keyof Words | null {
  switch (reason) {
    case 'interrupted': return 'turnInterrupted'
    case 'nothing_heard': return 'turnNothing'
    case 'elsewhere': return 'turnElsewhere'
    case 'busy': return 'turnBusy'
    case 'resumed': return 'turnResumed'
    case 'failed': return 'turnFailed'
    default: return failure === '' ? null : 'turnFailed'
  }
}

const OWN_MACHINE = /^(localhost|127(\.\d+){3}|\[?::1\]?)$/

/** Where devices elsewhere find this server, for an address the page was opened at. */
export function serverFor({ protocol, hostname, port }: Pick<Location, 'protocol' | 'hostname' | 'port'>, unknown: string) {
  const local = OWN_MACHINE.test(hostname)
  const host = local ? unknown : hostname
  const origin = `${protocol}//${host}${port === '' ? '' : `:${port}`}`
  return { local, host, origin, plain: protocol === 'http:', ota: `${origin}/xiaozhi/ota/` }
}
