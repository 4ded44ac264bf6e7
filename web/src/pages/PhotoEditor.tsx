import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { Icon, type IconName } from '../components/Icon'
import { useAsking, useLoaded } from '../parts/asking'
import { Loading, Problem } from '../parts/Page'
import { Sheet } from '../parts/Sheet'
import { mirrored, same, shapeOnly, toned, turned, uncropped } from '../photos/recipe'
import { nameOf } from '../photos/naming'
import { keepRecipe, loadOperations, loadWhole, propose, type Version } from '../photos/server'
import type { Recipe } from '../photos/types'
import { useHistory } from '../photos/useHistory'
import { usePreview } from '../photos/usePreview'
import { useWords } from '../words'
import { PhotoCompare } from './PhotoCompare'
import { PhotoCrop, PhotoShape, type Shape } from './PhotoCrop'
import { PhotoSliders } from './PhotoSliders'
import { sideFor } from './PhotoStage'

/** Pixels of a preview: enough for a screen, few enough to come while a slider moves. */
const MOST_SIDE = 1600
const NOTHING: Recipe = {}

interface Props {
  id: string
  onDone: () => void
  onEdited: (id: string, version: Version) => void
  /** Called with what asks to leave. */
  leaver: (leave: () => void) => void
}

/** A photo made better: what is done is kept beside the original, and can always be taken back. */
export function PhotoEditor({ id, onDone, onEdited, leaver }: Props) {
  const { ui, words } = useWords()
  const operations = useLoaded(loadOperations)
  const begun = useBegun(id)
  const history = useHistory<Recipe>(NOTHING)
  const { now: recipe, set, begin } = history
  const asking = useAsking()
  const [tab, setTab] = useState<'adjust' | 'crop'>('adjust')
  const [comparing, setComparing] = useState<'split' | 'sides' | null>(null)
  const [shape, setShape] = useState<Shape>('free')
  const [told, setTold] = useState<readonly string[]>([])
  const [leaving, setLeaving] = useState(false)
  const frame = useRef<HTMLDivElement>(null)
  const side = useSide(frame)
  const ready = begun.value !== null
  useEffect(() => {
    if (begun.value !== null) begin(begun.value.photo.recipe)
  }, [begun.value, begin])
  const cropping = tab === 'crop'
  const after = usePreview(id, ready ? (cropping ? uncropped(recipe) : recipe) : null, side)
  const before = usePreview(id, ready && comparing !== null && !cropping ? shapeOnly(recipe) : null, side)
  const first = begun.value?.photo.recipe ?? NOTHING
  const ratio = begun.value === null ? 1 : begun.value.photo.width / begun.value.photo.height
  const changed = ready && !same(first, recipe)
  const leave = () => (changed ? setLeaving(true) : onDone())
  leaver(leave)
  const auto = () => asking.run(async () => {
    const { recipe: proposed, reasons } = await propose(id)
    setTold(reasons.length === 0 ? [words.autoNothing] : reasons.map((each) => nameOf(each, ui)))
    const straightened = { steps: [...(uncropped(recipe).steps ?? []), ...(shapeOnly(proposed).steps ?? [])] }
    // What somebody cropped stays so; without that, a horizon may be made level.
    set(toned(proposed, same(shapeOnly(recipe), NOTHING) ? straightened : recipe))
  })
  const save = () => asking.run(async () => {
    const { edit } = await keepRecipe(id, recipe)
    onEdited(id, edit)
    onDone()
  })
  const keys = (event: KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'z') return
    event.preventDefault()
    ;(event.shiftKey ? history.redo : history.undo)?.()
  }
  return (
    <div className="photo-editor" onKeyDown={keys} onPointerUp={history.settle} onKeyUp={history.settle}>
      <header className="photo-edit-bar">
        <Tool icon="close" name={words.dismiss} onPress={leave} />
        <span className="photo-count" role="status">{after.busy && ready ? '…' : ''}</span>
        <Tool icon="undo" name={words.undo} onPress={history.undo} />
        <Tool icon="redo" name={words.redo} onPress={history.redo} />
        <Tool
          icon="compare" name={words.compare} on={comparing !== null} onPress={cropping ? null : () => setComparing(comparing === null ? 'split' : null)}
        />
        <button type="button" className="button" disabled={!changed || asking.busy} onClick={() => void save()}>{words.save}</button>
      </header>
      <div ref={frame} className="photo-edit-stage">
        {!ready && begun.error === null && <Loading />}
        {cropping && after.url !== null && (
          <PhotoCrop url={after.url} recipe={recipe} ratio={ratio} shape={shape} onRecipe={set} />
        )}
        {!cropping && after.url !== null && (
          <PhotoCompare before={before.url} after={after.url} mode={comparing} onMode={setComparing} />
        )}
      </div>
      <div className="photo-edit-panel">
        <div className="photo-edit-tabs" role="group" aria-label={words.editing}>
          <button type="button" className="toggle" aria-pressed={!cropping} onClick={() => setTab('adjust')}>{words.adjust}</button>
          <button type="button" className="toggle" aria-pressed={cropping} onClick={() => setTab('crop')}>{words.crop}</button>
        </div>
        <Problem error={asking.error ?? after.error ?? begun.error ?? operations.error} />
        {!cropping && (
          <>
            <button type="button" className="button plain" disabled={!ready || asking.busy} onClick={() => void auto()}><Icon name="sparkle" />{words.auto}</button>
            <ul className="photo-reasons" role="status">{told.map((each) => <li key={each}>{each}</li>)}</ul>
          </>
        )}
        {cropping && (
          <PhotoShape
            recipe={recipe} ratio={ratio} shape={shape} onShape={setShape} onRecipe={set} onTurn={(by) => set(turned(recipe, by))} onMirror={() => set(mirrored(recipe))}
          />
        )}
        <PhotoSliders operations={operations.value ?? []} shapes={cropping} recipe={recipe} onRecipe={set} />
        <button
          type="button" className="quiet-button" disabled={same(recipe, NOTHING)}
          onClick={() => {
            set(NOTHING)
            setTold([])
          }}
        >
          {words.originalAgain}
        </button>
      </div>
      {leaving && (
        <Sheet title={words.leaveEdit} onClose={() => setLeaving(false)}>
          <p>{words.leaveEditSure}</p>
          <div className="form">
            <button type="button" className="button danger filled wide" onClick={onDone}>{words.leaveAnyway}</button>
            <button type="button" className="button plain wide" data-focus onClick={() => setLeaving(false)}>{words.editMore}</button>
          </div>
        </Sheet>
      )}
    </div>
  )
}

/** What is known of the photo when editing begins: what comes later does not take one's work away. */
function useBegun(id: string) {
  const { value, error } = useLoaded(() => loadWhole(id))
  const first = useRef(value)
  first.current ??= value
  return { value: first.current, error }
}

function useSide(frame: { current: HTMLElement | null }): number {
  const [side, setSide] = useState(0)
  useEffect(() => {
    const shown = frame.current
    if (shown === null) return undefined
    const sized = new ResizeObserver(() => setSide(Math.min(sideFor(Math.max(shown.clientWidth, shown.clientHeight)), MOST_SIDE)))
    sized.observe(shown)
    return () => sized.disconnect()
  }, [frame])
  return side
}

function Tool({ icon, name, on, onPress }: { icon: IconName; name: string; on?: boolean; onPress: (() => void) | null }) {
  return (
    <button
      type="button" className="quiet-button icon-only" aria-label={name} title={name} aria-pressed={on} disabled={onPress === null}
      onClick={() => onPress?.()}
    >
      <Icon name={icon} />
    </button>
  )
}
