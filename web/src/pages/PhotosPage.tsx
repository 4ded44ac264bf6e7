import { useEffect, useMemo, useRef, useState } from 'react'
import { Icon } from '../components/Icon'
import type { Route } from '../home/route'
import { useAsking } from '../parts/asking'
import { Loading, Page, Problem } from '../parts/Page'
import { type Address, addressOf, backTo, goTo, hrefTo, type Place } from '../photos/address'
import { useSelection } from '../photos/useSelection'
import { usePhotos } from '../photos/usePhotos'
import { ACCEPTED, photosAmong, useUploads } from '../photos/useUploads'
import { useWords, type Words } from '../words'
import { PhotoAlbums } from './PhotoAlbums'
import { PhotoBursts } from './PhotoBursts'
import { PhotoDrop } from './PhotoDrop'
import { PhotoDuplicates } from './PhotoDuplicates'
import type { GridHandle } from './PhotoGrid'
import { PhotoIndexing } from './PhotoIndexing'
import { PhotoLibrary } from './PhotoLibrary'
import { PhotoScan } from './PhotoScan'
import { PhotoTray } from './PhotoTray'
import { PhotoViewer } from './PhotoViewer'

const TABS: [Place, keyof Words][] = [['', 'photosAll'], ['albums', 'albums'], ['duplicates', 'duplicates'], ['bursts', 'bursts']]

/** A person's photos: all of them, in albums, alike ones, and one at a time. */
export function PhotosPage({ route }: { route: Route }) {
  const { words } = useWords()
  const address = addressOf(route.id, route.query)
  const photos = usePhotos()
  const asking = useAsking()
  const selection = useSelection()
  const uploads = useUploads(photos.again)
  const picker = useRef<HTMLInputElement>(null)
  const grid = useRef<GridHandle>(null)
  /** Those that the viewer goes through: what the page behind it shows. */
  const [ids, setIds] = useState<readonly string[]>([])
  const { shelf } = photos
  const { place, photo, edit } = address
  const last = useRef(photo)
  useEffect(() => {
    // Where one was, when the viewer no longer lies over it.
    if (photo === undefined && last.current !== undefined) grid.current?.focus(last.current)
    last.current = photo
  }, [photo])
  const through = useMemo(() => (photo === undefined || ids.includes(photo) ? ids : shelf?.ids ?? []), [ids, photo, shelf])
  const behind = (): Address => {
    const { photo: _, edit: __, ...rest } = address
    return rest
  }
  const open = (id: string) => goTo({ ...behind(), photo: id })
  const take = (files: Iterable<File>) => {
    const wanted = photosAmong(files)
    if (wanted.length > 0) uploads.add(wanted)
  }
  const shown = { photos, selection, onOpen: open, onIds: setIds }
  return (
    <Page
      title={place === 'scan' ? words.scan : words.navPhotos} {...(place === 'scan' ? { back: 'photos' as const } : {})}
      actions={place !== 'scan' && (
        <>
          <a className="button plain" href={hrefTo({ place: 'scan' })}><Icon name="scan" />{words.scan}</a>
          <button type="button" className="button" onClick={() => picker.current?.click()}><Icon name="plus" />{words.upload}</button>
          <input
            ref={picker} className="visually-hidden" type="file" accept={ACCEPTED} multiple tabIndex={-1} aria-label={words.uploadChoose}
            onChange={({ target }) => {
              take(target.files ?? [])
              target.value = ''
            }}
          />
        </>
      )}
    >
      {place !== 'scan' && (
        <nav className="photo-tabs" aria-label={words.photoViews}>
          {TABS.map(([each, word]) => (
            <a key={each} className="toggle" href={hrefTo({ place: each })} aria-current={each === place ? 'page' : undefined}>{words[word]}</a>
          ))}
        </nav>
      )}
      {place !== 'scan' && <PhotoIndexing onProgress={photos.again} />}
      <PhotoTray uploads={uploads} />
      <Problem error={asking.error ?? photos.error} />
      {shelf === null && photos.error === null && <Loading />}
      {shelf !== null && (
        <>
          {place === '' && <PhotoLibrary ref={grid} shelf={shelf} address={address} asking={asking} onUpload={() => picker.current?.click()} {...shown} />}
          {place === 'albums' && <PhotoAlbums shelf={shelf} />}
          {place === 'duplicates' && <PhotoDuplicates shelf={shelf} {...shown} />}
          {place === 'bursts' && <PhotoBursts shelf={shelf} {...shown} />}
          {place === 'scan' && <PhotoScan address={address} onKept={photos.again} />}
        </>
      )}
      {place !== 'scan' && <PhotoDrop onFiles={take} />}
      {shelf !== null && photo !== undefined && (
        <PhotoViewer
          shelf={shelf} ids={through} id={photo} editing={edit === '1'} versions={photos.versions}
          onStep={(id) => goTo({ ...behind(), photo: id }, true)}
          onClose={() => backTo(behind())}
          onEdit={(on) => (on ? goTo({ ...behind(), photo, edit: '1' }) : backTo({ ...behind(), photo }))}
          onEdited={photos.edited}
          onMark={async (id, favourite) => void (await asking.run(() => photos.mark([id], favourite)))}
          onRemove={async (id) => void (await asking.run(() => photos.remove([id])))}
          onSearch={(q) => goTo({ place: '', q })} error={asking.error}
        />
      )}
    </Page>
  )
}
