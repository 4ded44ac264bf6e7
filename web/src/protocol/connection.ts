import { backoff } from './backoff'
import { decode, unpack } from './codec'
import type { FromServer, Packet, ToServer } from './messages'

const NOT_ALLOWED = 4401
const PING_EVERY = 30_000
const PONG_WITHIN = 10_000

export type LinkState = 'connecting' | 'open' | 'lost' | 'refused'

export interface Listener {
  /** What to say first on every new connection. */
  hello(): ToServer
  onMessage(message: FromServer): void
  onSpeech(packet: Packet): void
  onState(state: LinkState): void
}

/** A WebSocket that comes back by itself, and knows when it has silently died. */
export class Connection {
  private socket: WebSocket | null = null
  private attempt = 0
  private retry: number | undefined
  private pinging: number | undefined
  private silence: number | undefined
  private closed = false

  constructor(private readonly url: string, private readonly listener: Listener) {
    window.addEventListener('online', this.onNetwork)
    window.addEventListener('offline', this.onNetwork)
  }

  open(): void {
    window.clearTimeout(this.retry)
    if (this.closed || this.socket !== null) return
    this.listener.onState(this.attempt === 0 ? 'connecting' : 'lost')
    const socket = new WebSocket(this.url)
    socket.binaryType = 'arraybuffer'
    this.socket = socket
    socket.onopen = () => {
      socket.send(JSON.stringify(this.listener.hello()))
      this.pinging = window.setInterval(() => this.ping(), PING_EVERY)
    }
    socket.onmessage = ({ data }) => this.receive(data)
    socket.onclose = ({ code }) => this.lost(socket, code)
  }

  /** Send now; false when there is no connection (nothing is queued: an old wish is worse than none). */
  send(message: ToServer | ArrayBuffer): boolean {
    if (this.socket?.readyState !== WebSocket.OPEN) return false
    this.socket.send(message instanceof ArrayBuffer ? message : JSON.stringify(message))
    return true
  }

  close(): void {
    this.closed = true
    window.removeEventListener('online', this.onNetwork)
    window.removeEventListener('offline', this.onNetwork)
    window.clearTimeout(this.retry)
    this.stopTimers()
    this.socket?.close()
  }

  /** The network came or went: find out now, rather than at the next ping. */
  private readonly onNetwork = (): void => {
    if (this.socket === null) this.open()
    else this.ping()
  }

  private receive(data: unknown): void {
    window.clearTimeout(this.silence)
    if (typeof data === 'string') {
      const message = decode(data)
      if (message?.type === 'ready') {
        this.attempt = 0
        this.listener.onState('open')
      }
      if (message) this.listener.onMessage(message)
    } else if (data instanceof ArrayBuffer) {
      const packet = unpack(data)
      if (packet) this.listener.onSpeech(packet)
    }
  }

  private ping(): void {
    if (!this.send({ type: 'ping' })) return
    window.clearTimeout(this.silence)
    const asked = this.socket
    this.silence = window.setTimeout(() => {
      if (asked && asked === this.socket) this.lost(asked, 1006)
      asked?.close()
    }, PONG_WITHIN)
  }

  private lost(socket: WebSocket, code: number): void {
    if (socket !== this.socket) return
    this.socket = null
    this.stopTimers()
    if (this.closed) return
    if (code === NOT_ALLOWED) {
      this.closed = true
      this.listener.onState('refused')
      return
    }
    this.listener.onState('lost')
    this.retry = window.setTimeout(() => this.open(), backoff(this.attempt++))
  }

  private stopTimers(): void {
    window.clearInterval(this.pinging)
    window.clearTimeout(this.silence)
  }
}
