import { addressOf } from '../home/feed'
import { toInt16 } from '../protocol/codec'
import { Microphone, NoMicrophone, type MicrophoneTrouble } from './microphone'

export type IntercomState = 'off' | 'opening' | 'on'

export interface IntercomListener {
  onState(state: IntercomState): void
  onTrouble(trouble: MicrophoneTrouble): void
  /** The server said no. */
  onRefused(code: string): void
}

/** Packets of 30 ms that wait until the device listens. */
const MOST_WAITING = 60
const OVER = '{}'

/** One press of the button: the microphone goes to a device until it is let go. */
export class Intercom {
  private readonly context = new AudioContext({ latencyHint: 'interactive' })
  private microphone: Microphone | null = null
  private socket: WebSocket | null = null
  private waiting: ArrayBuffer[] = []
  private ready = false
  private over = false

  constructor(private readonly device: string, private readonly listener: IntercomListener) {}

  async start(): Promise<void> {
    this.listener.onState('opening')
    try {
      this.microphone = await Microphone.open(this.context, (samples) => this.send(toInt16(samples)))
    } catch (error) {
      if (!(error instanceof NoMicrophone)) throw error
      this.end()
      this.listener.onTrouble(error.trouble)
      return
    }
    // Let go before the microphone was there: nothing was said.
    if (this.over) this.close()
    else this.connect()
  }

  /** The button was let go. What was said before the device began to listen is still heard there. */
  end(): void {
    if (this.over) return
    this.over = true
    this.close()
    if (this.ready && this.socket?.readyState === WebSocket.OPEN) this.socket.send(OVER)
    this.listener.onState('off')
  }

  private connect(): void {
    const rate = Math.round(this.context.sampleRate)
    const socket = new WebSocket(addressOf(`/api/devices/${encodeURIComponent(this.device)}/intercom?rate=${rate}`))
    this.socket = socket
    socket.onmessage = ({ data }) => {
      const message = JSON.parse(String(data)) as { type: string; code?: string }
      if (message.type === 'open') this.open(socket)
      if (message.type === 'error') this.listener.onRefused(message.code ?? 'failed')
    }
    socket.onclose = () => this.end()
  }

  private open(socket: WebSocket): void {
    this.ready = true
    this.waiting.forEach((packet) => socket.send(packet))
    this.waiting = []
    if (this.over) socket.send(OVER)
    else this.listener.onState('on')
  }

  private send(packet: ArrayBuffer): void {
    if (this.over) return
    if (this.ready) this.socket?.send(packet)
    else this.waiting = [...this.waiting, packet].slice(-MOST_WAITING)
  }

  private close(): void {
    this.microphone?.close()
    this.microphone = null
    if (this.context.state !== 'closed') void this.context.close()
  }
}
