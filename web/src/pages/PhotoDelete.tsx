import { Sheet } from '../parts/Sheet'
import { fill, useWords } from '../words'

/** Deleting photos cannot be taken back: it is asked about. */
export function PhotoDelete({ count, onDelete, onClose }: { count: number; onDelete: () => Promise<void>; onClose: () => void }) {
  const { words } = useWords()
  const title = count === 1 ? words.photoDeleteOne : fill(words.photoDeleteSome, { count: String(count) })
  return (
    <Sheet title={title} onClose={onClose}>
      <p>{words.photoDeleteSure}</p>
      <div className="form">
        <button type="button" className="button danger filled wide" onClick={() => void onDelete()}>{words.delete}</button>
        <button type="button" className="button plain wide" data-focus onClick={onClose}>{words.photoKeepIt}</button>
      </div>
    </Sheet>
  )
}
