import { useEffect, useRef, useState } from 'react'
import { Sheet } from '../parts/Sheet'
import { sent } from '../photos/upload'
import { useWords } from '../words'
import { Icon } from './Icon'

interface Props {
  /** The picture is among the person's files, by that id; `shown` shows it here. */
  onTaken: (file: string, shown: Blob) => void
  onClose: () => void
}

/** Pixels of the longer side that a camera is asked for: print on a page can be read. */
const SIDE = 3840
const QUALITY = 0.92

/** What the camera sees, and a button to take it; or a picture that is there already. */
export function Viewfinder({ onTaken, onClose }: Props) {
  const { words } = useWords()
  const video = useRef<HTMLVideoElement>(null)
  const [facing, setFacing] = useState<'environment' | 'user'>('environment')
  const [eye, setEye] = useState<'opening' | 'open' | 'none'>('opening')
  const [share, setShare] = useState<number | null>(null)
  const [failed, setFailed] = useState(false)
  const giving = useRef<AbortController | null>(null)
  useEffect(() => () => giving.current?.abort(), [])
  useEffect(() => {
    let stream: MediaStream | null = null
    let over = false
    setEye('opening')
    void opened(facing).then((found) => {
      if (over) return stopped(found)
      stream = found
      if (video.current !== null) video.current.srcObject = found
      setEye(found === null ? 'none' : 'open')
    })
    return () => {
      over = true
      stopped(stream)
    }
  }, [facing])

  const send = async (picture: Blob | null, name: string) => {
    if (picture === null) return setFailed(true)
    setFailed(false)
    setShare(0)
    const control = giving.current = new AbortController()
    try {
      const file = picture instanceof File ? picture : new File([picture], name, { type: picture.type })
      onTaken(await sent({ file, onSent: (bytes) => setShare(bytes / Math.max(1, file.size)), signal: control.signal }), file)
    } catch {
      if (!control.signal.aborted) setFailed(true)
    } finally {
      setShare(null)
    }
  }
  const take = () => {
    const seen = video.current
    if (seen === null || seen.videoWidth === 0) return
    const canvas = document.createElement('canvas')
    canvas.width = seen.videoWidth
    canvas.height = seen.videoHeight
    canvas.getContext('2d')?.drawImage(seen, 0, 0)
    canvas.toBlob((picture) => void send(picture, `Camera ${stamp(new Date())}.jpg`), 'image/jpeg', QUALITY)
  }
  const busy = share !== null
  return (
    <Sheet title={words.viewfinder} onClose={onClose}>
      <div className="viewfinder" data-eye={eye}>
        {eye === 'none'
          ? <p className="note">{words.noCamera}</p>
          : <video ref={video} autoPlay muted playsInline aria-label={words.viewfinder} data-facing={facing} />}
        {busy && <progress max={1} value={share} aria-label={words.pictureSending} />}
        {failed && <p className="trouble" role="alert">{words.pictureFailed}</p>}
        <div className="viewfinder-bar">
          <label className="quiet-button icon-only" title={words.choosePicture}>
            <Icon name="photo" />
            <input
              type="file" accept="image/*,.heic,.dng" className="visually-hidden" aria-label={words.choosePicture} disabled={busy}
              onChange={({ target }) => void send(target.files?.[0] ?? null, '')}
            />
          </label>
          <button
            type="button" className="shutter" data-focus disabled={eye !== 'open' || busy} aria-label={words.takePicture}
            title={words.takePicture} onClick={take}
          />
          <button
            type="button" className="quiet-button icon-only" aria-label={words.turnCamera} title={words.turnCamera} disabled={eye !== 'open' || busy}
            onClick={() => setFacing(facing === 'user' ? 'environment' : 'user')}
          >
            <Icon name="turnCamera" />
          </button>
        </div>
      </div>
    </Sheet>
  )
}

/** Browsers give their camera at safe addresses only, and when their person lets them. */
async function opened(facing: 'environment' | 'user'): Promise<MediaStream | null> {
  try {
    const video = { facingMode: facing, width: { ideal: SIDE }, height: { ideal: SIDE } }
    return await navigator.mediaDevices.getUserMedia({ video, audio: false })
  } catch {
    return null
  }
}

function stopped(stream: MediaStream | null): void {
  stream?.getTracks().forEach((track) => track.stop())
}

function stamp(now: Date): string {
  const two = (value: number) => String(value).padStart(2, '0')
  const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`
  return `${day} ${two(now.getHours())}.${two(now.getMinutes())}.${two(now.getSeconds())}`
}
