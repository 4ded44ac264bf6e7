import { useRef, useState } from 'react'
import { Icon } from '../components/Icon'
import { localeOf } from '../home/when'
import { useAsking } from '../parts/asking'
import { Field } from '../parts/Field'
import { Empty, Problem } from '../parts/Page'
import type { Address } from '../photos/address'
import { scan, tileOf } from '../photos/server'
import { ACCEPTED, photosAmong, useUploads } from '../photos/useUploads'
import { type Scan, type ScanPage, useScan, WHOLE_PAGE } from '../photos/useScan'
import { fill, type Ui, useWords, type Words } from '../words'
import { PhotoCorners } from './PhotoCorners'
import { PhotoTray } from './PhotoTray'

const LOOKS: [string, keyof Words][] = [['colour', 'lookColour'], ['grey', 'lookGrey'], ['ink', 'lookInk']]
const LONGEST_TITLE = 100

/** Photos of the pages of a document become one PDF that can be searched. */
export function PhotoScan({ address, onKept }: { address: Address; onKept: () => void }) {
  const { ui, words } = useWords()
  const [first] = useState(() => (address.pages ?? '').split('.').filter((each) => each !== ''))
  const pages = useScan(first)
  // One at a time: pages stay in the order in which they were chosen.
  const uploads = useUploads((ids) => {
    pages.add(ids)
    onKept()
  }, 1)
  const asking = useAsking()
  const [look, setLook] = useState('colour')
  const [title, setTitle] = useState(() => usualTitle(ui, words))
  const [current, setCurrent] = useState<string | null>(null)
  const [file, setFile] = useState<string | null>(null)
  const shown = pages.pages.find(({ photo }) => photo === current) ?? pages.pages[0]
  const make = () => asking.run(async () => {
    const wanted = pages.pages.map(({ photo, corners }) => ({ photo, polygon: corners }))
    setFile((await scan(wanted, look, title.trim())).file)
  })
  if (file !== null) {
    return (
      <div className="photo-empty">
        <Empty icon="check" title={words.scanDone}>{title}</Empty>
        <div className="photo-scan-add">
          <a className="button" href={`/api/files/${encodeURIComponent(file)}?download`} download>{words.scanOpen}</a>
          <button
            type="button" className="button plain"
            onClick={() => {
              setFile(null)
              pages.clear()
              setTitle(usualTitle(ui, words))
            }}
          >
            {words.scanMore}
          </button>
        </div>
      </div>
    )
  }
  return (
    <>
      <PhotoTray uploads={uploads} />
      {shown === undefined && uploads.all.length === 0 && <Empty icon="scan" title={words.scan}>{words.scanHint}</Empty>}
      <Add onFiles={(files) => uploads.add(photosAmong(files))} first={shown === undefined} />
      {shown !== undefined && (
        <div className="photo-scan">
          <Corners page={shown} at={pages.pages.indexOf(shown)} pages={pages} />
          <form
            className="form" onSubmit={(event) => {
              event.preventDefault()
              void make()
            }}
          >
            <Pages pages={pages} shown={shown} onShow={setCurrent} />
            <div className="field" role="group" aria-label={words.scanLook}>
              <span className="field-name">{words.scanLook}</span>
              <div className="chips">
                {LOOKS.map(([each, word]) => (
                  <button key={each} type="button" className="toggle" aria-pressed={each === look} onClick={() => setLook(each)}>{words[word]}</button>
                ))}
              </div>
            </div>
            <Field label={words.scanTitle} value={title} onChange={setTitle} maxLength={LONGEST_TITLE} required pattern=".*\S.*" />
            <Problem error={asking.error} />
            <button type="submit" className="button wide" disabled={asking.busy || pages.pages.some(({ state }) => state === 'looking')}>
              {asking.busy ? words.scanMaking : words.scanMake}
            </button>
          </form>
        </div>
      )}
    </>
  )
}

/** By the camera, which a phone opens at once, or from what there is. */
function Add({ onFiles, first }: { onFiles: (files: Iterable<File>) => void; first: boolean }) {
  const { words } = useWords()
  const camera = useRef<HTMLInputElement>(null)
  const chosen = useRef<HTMLInputElement>(null)
  const picker = (label: string, of: typeof camera, rest: { capture?: 'environment'; multiple?: boolean }) => (
    <input
      ref={of} className="visually-hidden" type="file" accept={rest.capture === undefined ? ACCEPTED : 'image/*'} tabIndex={-1} aria-label={label} {...rest}
      onChange={({ target }) => {
        onFiles(target.files ?? [])
        target.value = ''
      }}
    />
  )
  return (
    <div className="photo-scan-add" data-first={first ? '' : undefined}>
      <button type="button" className={first ? 'button' : 'button plain'} onClick={() => camera.current?.click()}><Icon name="camera" />{words.scanCamera}</button>
      <button type="button" className="button plain" onClick={() => chosen.current?.click()}><Icon name="photo" />{words.scanChoose}</button>
      {picker(words.scanCamera, camera, { capture: 'environment' })}
      {picker(words.scanChoose, chosen, { multiple: true })}
    </div>
  )
}

function Corners({ page, at, pages }: { page: ScanPage; at: number; pages: Scan }) {
  const { words } = useWords()
  const { photo, corners, state } = page
  const told = state === 'looking' ? words.loading : state === 'missing' ? words.scanNotFound : words.scanCorners
  return (
    <div className="photo-scan-page">
      <p className="hint" role="status">{told}</p>
      <PhotoCorners
        key={photo} photo={photo} name={fill(words.scanPage, { number: String(at + 1) })} corners={corners} onMove={(next) => pages.move(photo, next)}
      />
      <div className="chips">
        <button type="button" className="toggle" onClick={() => pages.move(photo, WHOLE_PAGE)}>{words.scanWhole}</button>
        <button type="button" className="toggle" disabled={state === 'looking'} onClick={() => pages.find(photo)}>{words.scanFind}</button>
      </div>
    </div>
  )
}

function Pages({ pages, shown, onShow }: { pages: Scan; shown: ScanPage; onShow: (photo: string) => void }) {
  const { words } = useWords()
  return (
    <div className="field" role="group" aria-label={words.scanPages}>
      <span className="field-name">{words.scanPages}</span>
      <ol className="photo-scan-pages">
        {pages.pages.map(({ photo }, i) => {
          const number = String(i + 1)
          const name = fill(words.scanPage, { number })
          return (
            <li key={photo} data-shown={photo === shown.photo ? '' : undefined}>
              <button type="button" className="photo-open" data-state="there" aria-label={name} aria-pressed={photo === shown.photo} onClick={() => onShow(photo)}>
                <img src={tileOf(photo)} alt="" />
              </button>
              <span className="photo-scan-tools">
                {i > 0 && (
                  <button
                    type="button" className="quiet-button icon-only" aria-label={fill(words.scanEarlier, { number })} title={fill(words.scanEarlier, { number })}
                    onClick={() => pages.earlier(photo)}
                  >
                    <Icon name="back" />
                  </button>
                )}
                <button type="button" className="quiet-button icon-only" aria-label={fill(words.removeNamed, { name })} onClick={() => pages.remove(photo)}>
                  <Icon name="close" />
                </button>
              </span>
            </li>
          )
        })}
      </ol>
    </div>
  )
}

function usualTitle(ui: Ui, words: Words): string {
  const today = new Intl.DateTimeFormat(localeOf(ui), { dateStyle: 'medium' }).format(new Date())
  return `${words.scan} ${today}`
}
