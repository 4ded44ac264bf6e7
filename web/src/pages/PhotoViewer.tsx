import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { Icon, type IconName } from '../components/Icon'
import type { ApiError } from '../home/api'
import { Problem } from '../parts/Page'
import { timeName } from '../photos/naming'
import { type Version } from '../photos/server'
import type { Shelf } from '../photos/shelf'
import { fill, useWords } from '../words'
import { PhotoDelete } from './PhotoDelete'
import { PhotoDetails } from './PhotoDetails'
import { PhotoEditor } from './PhotoEditor'
import { PhotoShare } from './PhotoShare'
import { PhotoStage, type Slide } from './PhotoStage'

interface Props {
  shelf: Shelf
  /** Those that one can go through, in this order. */
  ids: readonly string[]
  id: string
  editing: boolean
  versions: ReadonlyMap<string, Version>
  onStep: (id: string) => void
  onClose: () => void
  onEdit: (on: boolean) => void
  onEdited: (id: string, version: Version) => void
  onMark: (id: string, favourite: boolean) => Promise<void>
  onRemove: (id: string) => Promise<void>
  onSearch: (words: string) => void
  /** What went wrong with the last of these. */
  error: ApiError | null
}

/** One photo as large as the screen, over the page. */
export function PhotoViewer(props: Props) {
  const { shelf, ids, id, editing, versions, onStep, onClose, onEdit, onEdited, onMark, onRemove, onSearch, error } = props
  const { ui, words } = useWords()
  const dialog = useRef<HTMLDialogElement>(null)
  const [telling, setTelling] = useState(false)
  const [bare, setBare] = useState(false)
  const [open, setOpen] = useState<'share' | 'delete' | null>(null)
  const zoom = useRef<(factor: number) => void>(() => undefined)
  const leave = useRef(() => undefined as void)
  useEffect(() => {
    const shown = dialog.current
    if (shown?.open === false) shown.showModal()
    // Rather than the way back: the arrow keys are at work at once.
    shown?.focus()
    return () => shown?.close()
  }, [])
  const index = ids.indexOf(id)
  const slide = (each: string | undefined): Slide | null => {
    const at = each === undefined ? undefined : shelf.at.get(each)
    if (each === undefined || at === undefined) return null
    const name = fill(words.photoOf, { when: timeName(shelf.taken[at] ?? 0, shelf.offsets[at] ?? 0, ui) })
    return { id: each, ratio: shelf.ratios[at] ?? 1, version: versions.get(each) ?? 0, name }
  }
  const here = slide(id)
  const at = shelf.at.get(id)
  const favourite = at !== undefined && shelf.favourites.has(at)
  const step = (by: -1 | 1) => {
    const to = ids[index + by]
    if (to !== undefined) onStep(to)
  }
  const keys = (event: KeyboardEvent) => {
    // Keys are the viewer's own while it is open: Space and Escape do not reach the talk.
    event.stopPropagation()
    if (open !== null || editing || (event.target as HTMLElement).closest('input, textarea, select') !== null) return
    const does: Record<string, () => void> = {
      ArrowLeft: () => step(-1), ArrowRight: () => step(1), '+': () => zoom.current(1.5), '=': () => zoom.current(1.5), '-': () => zoom.current(1 / 1.5),
      0: () => zoom.current(0), i: () => setTelling(!telling), f: () => void onMark(id, !favourite), e: () => onEdit(true), Delete: () => setOpen('delete'),
    }
    if (event.ctrlKey || event.metaKey || event.altKey || does[event.key] === undefined) return
    event.preventDefault()
    does[event.key]?.()
  }
  return (
    <dialog
      ref={dialog} tabIndex={-1} className="photo-viewer" aria-label={here?.name ?? words.photo} data-theme="dark" data-bare={bare ? '' : undefined} onKeyDown={keys}
      onCancel={(event) => {
        if (event.target !== dialog.current) return
        event.preventDefault()
        if (editing) leave.current()
        else onClose()
      }}
    >
      {here === null && (
        <div className="photo-gone">
          <p role="status">{words.photoGone}</p>
          <button type="button" className="button" onClick={onClose}>{words.back}</button>
        </div>
      )}
      {here !== null && editing && (
        <PhotoEditor
          key={id} id={id} onDone={() => onEdit(false)} onEdited={onEdited}
          leaver={(each) => {
            leave.current = each
          }}
        />
      )}
      {here !== null && !editing && (
        <div className="photo-open-one" data-telling={telling ? '' : undefined}>
          <header className="photo-bar">
            <Tool icon="back" name={words.back} onPress={onClose} first />
            <span className="photo-count" aria-hidden="true">{index + 1} / {ids.length}</span>
            <Tool icon="heart" name={words.photoFavourite} on={favourite} onPress={() => void onMark(id, !favourite)} />
            <Tool icon="sliders" name={words.edit} onPress={() => onEdit(true)} />
            <Tool icon="share" name={words.photoShare} onPress={() => setOpen('share')} />
            <Tool icon="info" name={words.photoDetails} on={telling} onPress={() => setTelling(!telling)} />
            <Tool icon="trash" name={words.delete} onPress={() => setOpen('delete')} />
          </header>
          <PhotoStage
            before={slide(ids[index - 1])} here={here} after={slide(ids[index + 1])} onStep={step} onLeave={onClose} onTap={() => setBare(!bare)}
            zoomer={(each) => {
              zoom.current = each
            }}
          />
          {index > 0 && <button type="button" className="photo-step" data-to="before" aria-label={words.photoBefore} onClick={() => step(-1)}><Icon name="back" /></button>}
          {index < ids.length - 1 && <button type="button" className="photo-step" data-to="after" aria-label={words.photoAfter} onClick={() => step(1)}><Icon name="forward" /></button>}
          <p className="visually-hidden" aria-live="polite">{here.name}</p>
          <div className="photo-wrong"><Problem error={error} /></div>
          {telling && <PhotoDetails key={id} id={id} onClose={() => setTelling(false)} onSearch={onSearch} />}
        </div>
      )}
      {open === 'share' && here !== null && <PhotoShare ids={[id]} onClose={() => setOpen(null)} />}
      {open === 'delete' && (
        <PhotoDelete
          count={1} onClose={() => setOpen(null)}
          onDelete={async () => {
            const next = ids[index + 1] ?? ids[index - 1]
            setOpen(null)
            if (next === undefined) onClose()
            else onStep(next)
            await onRemove(id)
          }}
        />
      )}
    </dialog>
  )
}

function Tool({ icon, name, on, first = false, onPress }: {
  icon: IconName
  name: string
  /** For what is on or off. */
  on?: boolean
  first?: boolean
  onPress: () => void
}) {
  return (
    <button
      type="button" className="quiet-button icon-only" aria-label={name} title={name} aria-pressed={on} data-icon={icon}
      data-first={first ? '' : undefined} onClick={onPress}
    >
      <Icon name={icon} />
    </button>
  )
}

