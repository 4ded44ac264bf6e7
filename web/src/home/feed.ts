import { backoff } from '../protocol/backoff'

const PING_EVERY_MS = 30_000

/** A live feed of the server's, which comes back by itself when the connection breaks; the result closes it. */
export function openFeed(path: string, onMessage: (message: unknown) => void, onAway: (away: boolean) => void): () => void {
  let socket: WebSocket | null = null
  let attempt = 0
  let timer: number | undefined
  let over = false
  const open = () => {
    socket = new WebSocket(addressOf(path))
    socket.onmessage = ({ data }) => {
      const message: unknown = JSON.parse(String(data))
      attempt = 0
      onAway(false)
      onMessage(message)
    }
    socket.onclose = () => {
      if (over) return
      onAway(true)
      timer = window.setTimeout(open, backoff(attempt++))
    }
  }
  const pinging = window.setInterval(() => {
    if (socket?.readyState === WebSocket.OPEN) socket.send('{"type":"ping"}')
  }, PING_EVERY_MS)
  open()
  return () => {
    over = true
    window.clearInterval(pinging)
    window.clearTimeout(timer)
    socket?.close()
  }
}

/** Where a WebSocket of the server is. */
export function addressOf(path: string): string {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}${path}`
}
