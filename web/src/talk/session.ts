import { type Levels, rms, visible } from '../audio/level'
import { Microphone, type MicrophoneTrouble, NoMicrophone } from '../audio/microphone'
import { Player, type PlayerReport } from '../audio/player'
import { changed, gainOf, type Volume } from '../audio/volume'
import { toInt16 } from '../protocol/codec'
import { Connection, type LinkState } from '../protocol/connection'
import type { FromServer, Mode, Packet, ToServer } from '../protocol/messages'
import { keepRung, rungLately } from './rung'

export interface SessionListener {
  onMessage(message: FromServer): void
  onLink(link: LinkState): void
  onPlayed(report: PlayerReport): void
  onTrouble(trouble: MicrophoneTrouble): void
  /** Whether the microphone's sound is being sent, and how. */
  onListening(mode: Mode | null): void
  onVolume(volume: Volume): void
}

export interface Wishes {
  language: string
  ui: string
  device: string
  conversation: string
}

/** What Parley may do to a page; a page cannot change the brightness of its screen. */
const ABLE = ['volume', 'sound', 'camera']

const KEEP_MICROPHONE_MS = 15_000

/** One browser's talk: microphone in, voice out, the wire between. Knows nothing of what is on screen. */
export class Session {
  readonly levels: Levels = { person: 0, parley: 0 }
  private readonly context = new AudioContext({ latencyHint: 'interactive' })
  private readonly connection: Connection
  private player: Promise<Player> | null = null
  private microphone: Promise<Microphone> | null = null
  private closing: number | undefined
  private mode: Mode | null = null
  private newest = 0

  constructor(
    url: string,
    private volume: Volume,
    private readonly wishes: () => Wishes,
    private readonly listener: SessionListener,
  ) {
    this.connection = new Connection(url, {
      hello: () => this.hello(),
      onMessage: (message) => this.receive(message),
      onSpeech: (packet) => this.play(packet),
      onState: (link) => this.link(link),
    })
  }

  start(): void {
    this.connection.open()
  }

  end(): void {
    this.connection.close()
    this.closeMicrophone()
    void this.context.close()
  }

  /** Samples per second of this browser. */
  get rate(): number {
    return this.context.sampleRate
  }

  /** Browsers keep pages silent until they are touched; call on any touch. */
  unlock(): void {
    if (this.context.state === 'suspended') void this.context.resume()
  }

  /** Listen until `release` (press) or `deaf` (hands-free). */
  async listen(mode: Mode): Promise<void> {
    this.unlock()
    // The server is interrupted by `listen`; it should not take it for a wish to end the music.
    if (mode === 'press') this.hush()
    this.mode = mode
    window.clearTimeout(this.closing)
    try {
      this.microphone ??= Microphone.open(this.context, (samples) => this.send(samples))
      await this.microphone
    } catch (error) {
      if (!(error instanceof NoMicrophone)) throw error
      this.microphone = null
      this.mode = null
      if (mode === 'press') this.connection.send({ type: 'interrupt' })
      this.listener.onTrouble(error.trouble)
      return
    }
    if (this.mode === mode && this.connection.send({ type: 'listen', mode })) this.listener.onListening(mode)
  }

  release(): void {
    if (this.mode !== 'press') return
    this.mode = null
    this.connection.send({ type: 'release' })
    this.rest()
  }

  deaf(): void {
    this.mode = null
    this.connection.send({ type: 'deaf' })
    this.rest()
  }

  read(text: string, picture?: string): boolean {
    this.unlock()
    this.hush()
    return this.connection.send({ type: 'read', text, ...(picture === undefined ? {} : { picture }) })
  }

  /** The picture that was asked for; without a file, why there is none. */
  looked(id: number, file: string, reason: '' | 'cancelled' | 'failed' = ''): void {
    this.connection.send({ type: 'looked', id, file, reason })
  }

  /** Stop the answer: here at once, and on the server. Returns the newest turn that is thereby over. */
  interrupt(): number {
    this.hush()
    this.connection.send({ type: 'interrupt' })
    return this.newest
  }

  /** Speak again. */
  unmute(): void {
    this.change({ muted: false })
  }

  private hello(): ToServer {
    return { type: 'hello', rate: Math.round(this.context.sampleRate), ...this.wishes(), rang: rungLately(), able: ABLE }
  }

  private link(link: LinkState): void {
    if (link === 'lost' && this.mode === 'press') this.rest()
    this.listener.onLink(link)
  }

  private receive(message: FromServer): void {
    if (message.type === 'ready') this.begin()
    if (message.type === 'did' && !this.isNews(message.data)) return
    if ('turn' in message) this.follow(message)
    // At once, not when the page is next drawn: its confirmation is about to be heard.
    if (message.type === 'did' && message.kind === 'volume') this.change(message.data)
    this.listener.onMessage(message)
  }

  /** Whether it is to be shown: what rings here is answered, and rings once, however often it is told. */
  private isNews({ occurrence }: Record<string, unknown>): boolean {
    if (typeof occurrence !== 'string') return true
    const isNew = keepRung(occurrence)
    this.connection.send({ type: 'rang', occurrence })
    return isNew
  }

  private begin(): void {
    this.newest = 0
    void this.player?.then((player) => player.reset())
    if (this.mode === 'open' || this.mode === 'wake') this.connection.send({ type: 'listen', mode: this.mode })
  }

  /** Keep the voice in step: an older turn falls silent when the person's new words are sure. */
  private follow(message: FromServer & { turn: number }): void {
    const { turn, type } = message
    const isNew = turn > this.newest
    this.newest = Math.max(this.newest, turn)
    if (type === 'ended' && message.reason === 'interrupted') this.silence(turn)
    else if ((type === 'heard' && message.text !== '') || type === 'thinking') this.silence(turn - 1)
    if (type === 'listening' && isNew) this.duck(true)
    else if (type === 'ended' || type === 'thinking' || type === 'said' || type === 'did') this.duck(false)
  }

  private hush(): void {
    this.silence(this.newest)
    this.levels.parley = 0
  }

  private silence(turn: number): void {
    void this.player?.then((player) => player.silence(turn))
  }

  private duck(low: boolean): void {
    void this.player?.then((player) => player.duck(low))
  }

  private change(data: Record<string, unknown>): void {
    this.volume = changed(this.volume, data)
    void this.player?.then((player) => player.amplify(gainOf(this.volume)))
    this.listener.onVolume(this.volume)
  }

  private play(packet: Packet): void {
    this.newest = Math.max(this.newest, packet.turn)
    this.player ??= Player.open(this.context, gainOf(this.volume), (report) => {
      this.levels.parley = visible(report.level * 0.5)
      this.listener.onPlayed(report)
    })
    void this.player.then((player) => player.play(packet))
  }

  private send(samples: Float32Array): void {
    if (this.mode === null) return
    this.levels.person = visible(rms(samples))
    this.connection.send(toInt16(samples))
  }

  private rest(): void {
    this.mode = null
    this.levels.person = 0
    this.listener.onListening(null)
    this.closing = window.setTimeout(() => this.closeMicrophone(), KEEP_MICROPHONE_MS)
  }

  private closeMicrophone(): void {
    void this.microphone?.then((microphone) => microphone.close(), () => undefined)
    this.microphone = null
  }
}
