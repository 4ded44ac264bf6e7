import { type Ref, useEffect, useMemo, useState } from 'react'
import { Icon } from '../components/Icon'
import { ApiError } from '../home/api'
import type { Asking } from '../parts/asking'
import { Empty, Loading, Problem } from '../parts/Page'
import { type Address, goTo } from '../photos/address'
import { dateName } from '../photos/naming'
import { search } from '../photos/server'
import { chosen, localTime, type Shelf } from '../photos/shelf'
import type { Found } from '../photos/types'
import type { Photos } from '../photos/usePhotos'
import type { Selection } from '../photos/useSelection'
import { fill, useWords } from '../words'
import { type GridHandle, PhotoGrid } from './PhotoGrid'
import { PhotoSearch, PhotoUnderstood } from './PhotoSearch'
import { PhotoTools } from './PhotoTools'

interface Props {
  shelf: Shelf
  address: Address
  asking: Asking
  photos: Photos
  selection: Selection
  onOpen: (id: string) => void
  /** What is shown, in this order. */
  onIds: (ids: readonly string[]) => void
  onUpload: () => void
  ref: Ref<GridHandle>
}

/** All photos, or those that somebody looks for. */
export function PhotoLibrary({ shelf, address, asking, photos, selection, onOpen, onIds, onUpload, ref }: Props) {
  const { ui, words } = useWords()
  const { q = '', day, only } = address
  const { found, error } = useFound(q)
  const [deleting, setDeleting] = useState(false)
  const order = useMemo(() => {
    if (q !== '') return found === null ? [] : chosen(shelf, found.ids)
    if (day !== undefined) return indices(shelf, (at) => dayOf(shelf, at) === day)
    if (only === 'favourites') return indices(shelf, (at) => shelf.favourites.has(at))
    return null
  }, [shelf, q, found, day, only])
  useEffect(() => onIds(order === null ? shelf.ids : order.map((at) => shelf.ids[at] ?? '')), [shelf, order, onIds])
  const count = order?.length ?? shelf.ids.length
  const said = count === 1 ? words.onePhoto : fill(words.somePhotos, { count: new Intl.NumberFormat(ui).format(count) })
  if (shelf.ids.length === 0 && photos.error === null) {
    return (
      <div className="photo-empty">
        <Empty icon="photo" title={words.noPhotos}>{words.noPhotosHint}</Empty>
        <button type="button" className="button" onClick={onUpload}><Icon name="plus" />{words.upload}</button>
      </div>
    )
  }
  const filter = day !== undefined ? dateName(day, ui) : only === 'favourites' ? words.favourites : null
  return (
    <>
      <PhotoSearch q={q} onSearch={(wanted) => goTo(wanted === '' ? { place: '' } : { place: '', q: wanted }, q !== '' && wanted !== '')} />
      <Problem error={error} />
      {q !== '' && found !== null && <PhotoUnderstood found={found} count={said} />}
      {filter !== null && (
        <div className="photo-understood" role="status">
          <span>{said}</span>
          <button type="button" className="toggle" aria-label={fill(words.removeNamed, { name: filter })} onClick={() => goTo({ place: '' })}>
            {filter}<Icon name="close" />
          </button>
        </div>
      )}
      {q !== '' && found === null && error === null && <Loading />}
      {count === 0 && (q === '' || found !== null) && <Empty icon="search" title={words.noneFound}>{q === '' ? words.noneFoundHere : words.noneFoundHint}</Empty>}
      {count > 0 && (
        <>
          <PhotoTools
            count={count} shelf={shelf} selection={selection} photos={photos} asking={asking} deleting={deleting} onDeleting={setDeleting}
            onAll={() => selection.set(order === null ? shelf.ids : order.map((at) => shelf.ids[at] ?? ''), true)}
          />
          <PhotoGrid
            ref={ref} shelf={shelf} order={order} dated={q === '' && day === undefined} versions={photos.versions} selected={selection.ids}
            selecting={selection.active} onSelect={selection.set} onOpen={onOpen} onDelete={() => setDeleting(true)}
          />
        </>
      )}
    </>
  )
}

function indices(shelf: Shelf, fits: (at: number) => boolean): number[] {
  return [...shelf.ids.keys()].filter(fits)
}

function dayOf(shelf: Shelf, at: number): string {
  return new Date(localTime(shelf.taken[at] ?? 0, shelf.offsets[at] ?? 0)).toISOString().slice(0, 10)
}

/** What the server finds for these words. */
function useFound(q: string): { found: Found | null; error: ApiError | null } {
  const [state, setState] = useState<{ q: string; found: Found | null; error: ApiError | null }>({ q: '', found: null, error: null })
  useEffect(() => {
    if (q === '') return undefined
    let stale = false
    search(q).then((found) => !stale && setState({ q, found, error: null }), (error: unknown) => {
      if (!(error instanceof ApiError)) throw error
      if (!stale) setState({ q, found: null, error })
    })
    return () => {
      stale = true
    }
  }, [q])
  return state.q === q ? state : { found: null, error: null }
}
