import { useState } from 'react'
import { Icon } from '../components/Icon'
import type { Asking } from '../parts/asking'
import { useToast } from '../parts/Toasts'
import { goTo } from '../photos/address'
import { bestOf } from '../photos/server'
import type { Shelf } from '../photos/shelf'
import type { Photos } from '../photos/usePhotos'
import type { Selection } from '../photos/useSelection'
import { fill, useWords } from '../words'
import { PhotoDelete } from './PhotoDelete'
import { MOST_SHARED, PhotoShare } from './PhotoShare'

/** Pictures of one moment that can be told apart at once, and pages of one document. */
const MOST_COMPARED = 50
const MOST_PAGES = 50

interface Props {
  count: number
  shelf: Shelf
  selection: Selection
  photos: Photos
  asking: Asking
  deleting: boolean
  onDeleting: (on: boolean) => void
  onAll: () => void
}

/** What can be done with the photos that are selected. */
export function PhotoTools({ count, shelf, selection, photos, asking, deleting, onDeleting, onAll }: Props) {
  const { words } = useWords()
  const toast = useToast()
  const [sharing, setSharing] = useState(false)
  const ids = shelf.ids.filter((id) => selection.ids.has(id))
  const some = ids.length > 0
  const liked = some && ids.every((id) => shelf.favourites.has(shelf.at.get(id) ?? -1))
  const best = () => asking.run(async () => {
    const { best: found } = await bestOf(ids)
    selection.clear(true)
    selection.set([found], true)
    toast(words.bestSelected)
  })
  if (!selection.active) {
    return (
      <div className="photo-tools">
        <button type="button" className="quiet-button" onClick={() => selection.clear(true)}><Icon name="check" />{words.select}</button>
      </div>
    )
  }
  return (
    <div className="photo-tools" data-active="" role="toolbar" aria-label={words.selected}>
      <button type="button" className="quiet-button icon-only" aria-label={words.selectNone} title={words.selectNone} onClick={() => selection.clear()}>
        <Icon name="close" />
      </button>
      <span className="photo-selected" role="status">{fill(words.selectedCount, { count: String(ids.length) })}</span>
      {ids.length < count && <button type="button" className="quiet-button" onClick={onAll}>{words.selectAll}</button>}
      <span className="photo-tools-space" />
      {ids.length > 1 && ids.length <= MOST_COMPARED && (
        <Tool icon="sparkle" name={words.findBest} busy={asking.busy} onPress={() => void best()} />
      )}
      {some && ids.length <= MOST_PAGES && (
        <Tool icon="scan" name={words.scanThese} onPress={() => goTo({ place: 'scan', pages: ids.join('.') })} />
      )}
      {some && ids.length <= MOST_SHARED && <Tool icon="share" name={words.photoShare} onPress={() => setSharing(true)} />}
      {some && (
        <>
          <Tool
            icon="heart" name={words.photoFavourite} on={liked} busy={asking.busy} onPress={() => void asking.run(() => photos.mark(ids, !liked))}
          />
          <Tool icon="trash" name={words.delete} busy={asking.busy} onPress={() => onDeleting(true)} />
        </>
      )}
      {sharing && <PhotoShare ids={ids} onClose={() => setSharing(false)} />}
      {deleting && some && (
        <PhotoDelete
          count={ids.length} onClose={() => onDeleting(false)}
          onDelete={async () => {
            onDeleting(false)
            if (await asking.run(() => photos.remove(ids))) selection.clear()
          }}
        />
      )}
    </div>
  )
}

function Tool({ icon, name, on, busy = false, onPress }: {
  icon: 'sparkle' | 'scan' | 'share' | 'heart' | 'trash'
  name: string
  on?: boolean
  busy?: boolean
  onPress: () => void
}) {
  return (
    <button type="button" className="quiet-button icon-only" aria-label={name} title={name} aria-pressed={on} disabled={busy} onClick={onPress}>
      <Icon name={icon} />
    </button>
  )
}
