import { useState } from 'react'
import { ApiError } from '../home/api'
import { Switch } from '../parts/Field'
import { useAsking } from '../parts/asking'
import { Problem } from '../parts/Page'
import { Sheet } from '../parts/Sheet'
import { copyOf } from '../photos/server'
import { fill, useWords } from '../words'

/** More at once would be kept in memory by the browser. */
export const MOST_SHARED = 20

/** Handing photos on: copies that tell nothing but what can be seen. */
export function PhotoShare({ ids, onClose }: { ids: readonly string[]; onClose: () => void }) {
  const { words } = useWords()
  const [place, setPlace] = useState(false)
  const [told, setTold] = useState('')
  const asking = useAsking()
  // Only where the address is safe, and not in every browser, may a page hand files on.
  const canShare = 'share' in navigator && 'canShare' in navigator && ids.length <= MOST_SHARED
  const share = async () => {
    const files: File[] = []
    for (const [i, id] of ids.entries()) {
      if (ids.length > 1) setTold(fill(words.photoFetching, { count: String(i + 1), all: String(ids.length) }))
      files.push(await copied(id, place))
    }
    setTold('')
    if (!navigator.canShare({ files })) throw new ApiError(0, 'cannot_share', words.photoCannotShare)
    await navigator.share({ files }).then(onClose, (error: unknown) => {
      // Whoever was asked where to changed their mind.
      if (!(error instanceof DOMException)) throw error
    })
  }
  const save = async () => {
    for (const id of ids) {
      const file = await copied(id, place)
      const link = document.createElement('a')
      link.href = URL.createObjectURL(file)
      link.download = file.name
      link.click()
      window.setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
    }
    onClose()
  }
  return (
    <Sheet title={ids.length === 1 ? words.photoShare : fill(words.photoShareSome, { count: String(ids.length) })} onClose={onClose}>
      <div className="form">
        <p className="hint">{words.photoShareHint}</p>
        <div className="setting"><Switch label={words.photoKeepPlace} on={place} onToggle={() => setPlace(!place)} /></div>
        <Problem error={asking.error} />
        <p className="hint" role="status">{told}</p>
        {canShare && (
          <button type="button" className="button wide" disabled={asking.busy} onClick={() => void asking.run(share)}>{words.photoShare}</button>
        )}
        <button type="button" className={canShare ? 'button plain wide' : 'button wide'} disabled={asking.busy} onClick={() => void asking.run(save)}>
          {words.photoSaveCopy}
        </button>
      </div>
    </Sheet>
  )
}

async function copied(id: string, place: boolean): Promise<File> {
  const response = await fetch(copyOf(id, place)).catch(() => null)
  if (response === null) throw new ApiError(0, 'away', '')
  if (!response.ok) {
    const { code = 'failed', message = '' } = (await response.json().catch(() => ({}))) as { code?: string; message?: string }
    throw new ApiError(response.status, code, message)
  }
  const blob = await response.blob()
  return new File([blob], nameIn(response.headers.get('Content-Disposition')) ?? `${id}.jpg`, { type: blob.type })
}

/** What a file is called, as `Content-Disposition` has it. */
export function nameIn(header: string | null): string | null {
  const spelled = /filename\*=UTF-8''([^;]+)/i.exec(header ?? '')?.[1]
  if (spelled !== undefined) return decodeURIComponent(spelled)
  return /filename="([^"]+)"/i.exec(header ?? '')?.[1] ?? null
}
