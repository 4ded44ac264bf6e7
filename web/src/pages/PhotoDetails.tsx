import { type ReactNode, useState } from 'react'
import { Icon, type IconName } from '../components/Icon'
import { fieldsOf, localeOf } from '../home/when'
import { useAsking, useLoaded } from '../parts/asking'
import { Field } from '../parts/Field'
import { Problem, Shown } from '../parts/Page'
import { exposureName, longTime, nameOf } from '../photos/naming'
import { changePhoto, loadWhole } from '../photos/server'
import type { Photo, Shot, Whole } from '../photos/types'
import { fill, useWords } from '../words'

const LONGEST_CAPTION = 500

/** What is known of a photo: when, where, with what, and what was found in it. */
export function PhotoDetails({ id, onClose, onSearch }: { id: string; onClose: () => void; onSearch: (words: string) => void }) {
  const { words } = useWords()
  const whole = useLoaded(() => loadWhole(id))
  return (
    <aside className="photo-details" aria-label={words.photoDetails}>
      <header>
        <h3>{words.photoDetails}</h3>
        <button type="button" className="quiet-button icon-only" aria-label={words.dismiss} onClick={onClose}><Icon name="close" /></button>
      </header>
      <Shown of={whole}>
        {(known) => (
          <>
            <Caption photo={known.photo} />
            <About whole={known} onChanged={whole.again} />
            <Found whole={known} onSearch={onSearch} />
          </>
        )}
      </Shown>
    </aside>
  )
}

function Caption({ photo }: { photo: Photo }) {
  const { words } = useWords()
  const asking = useAsking()
  const [text, setText] = useState(photo.caption)
  const [kept, setKept] = useState(photo.caption)
  const keep = () => {
    if (text === kept) return
    void asking.run(() => changePhoto(photo.id, { caption: text.trim() })).then((well) => well && setKept(text))
  }
  return (
    <div className="field">
      <textarea
        rows={2} value={text} maxLength={LONGEST_CAPTION} placeholder={words.photoCaption} aria-label={words.photoCaption}
        onChange={({ target }) => setText(target.value)} onBlur={keep}
      />
      <Problem error={asking.error} />
    </div>
  )
}

function About({ whole: { photo, facts, shot }, onChanged }: { whole: Whole; onChanged: () => void }) {
  const { ui, words } = useWords()
  const [changing, setChanging] = useState(false)
  const place = facts.place === null ? null : nameOf(facts.place, ui)
  const spot = photo.latitude !== null && photo.longitude !== null ? `${photo.latitude.toFixed(4)}, ${photo.longitude.toFixed(4)}` : null
  const made = [shot.camera, shot.lens].filter((each) => each !== undefined && each !== '').join(' · ')
  const mega = new Intl.NumberFormat(localeOf(ui), { maximumFractionDigits: 1 }).format((photo.width * photo.height) / 1e6)
  return (
    <ul className="photo-facts">
      <Fact icon="calendar">
        <span>{longTime(photo.taken, photo.offset, ui)}</span>
        <button type="button" className="more" onClick={() => setChanging(!changing)} aria-expanded={changing}>{words.change}</button>
        {changing && <When photo={photo} onDone={() => {
          setChanging(false)
          onChanged()
        }} />}
      </Fact>
      {(place !== null || spot !== null) && (
        <Fact icon="place">
          {place !== null && <span>{place}</span>}
          {spot !== null && <span className="hint">{spot}</span>}
        </Fact>
      )}
      {(made !== '' || settings(shot) !== '') && (
        <Fact icon="camera">
          {made !== '' && <span>{made}</span>}
          {settings(shot) !== '' && <span className="hint">{settings(shot)}</span>}
        </Fact>
      )}
      <Fact icon="photo">
        <span className="photo-name">{photo.name}</span>
        <span className="hint">{fill(words.photoSize, { mega, width: String(photo.width), height: String(photo.height) })}</span>
      </Fact>
    </ul>
  )
}

/** When the camera's clock was wrong. */
function When({ photo, onDone }: { photo: Photo; onDone: () => void }) {
  const { words } = useWords()
  const asking = useAsking()
  // The fields count in this browser's time; the photo's own clock is minutes away from it.
  const away = (photo.offset + new Date(photo.taken * 1000).getTimezoneOffset()) * 60
  const { date, time } = fieldsOf(photo.taken + away)
  const [when, setWhen] = useState(`${date}T${time}`)
  const taken = new Date(when).getTime() / 1000 - away
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault()
        void asking.run(() => changePhoto(photo.id, { taken })).then((well) => well && onDone())
      }}
    >
      <Field label={words.photoTaken} type="datetime-local" value={when} onChange={setWhen} required />
      <Problem error={asking.error} />
      <button type="submit" className="button" disabled={asking.busy || !Number.isFinite(taken)}>{words.save}</button>
    </form>
  )
}

function Found({ whole: { facts, state }, onSearch }: { whole: Whole; onSearch: (words: string) => void }) {
  const { ui, words } = useWords()
  const [copied, setCopied] = useState(false)
  if (state !== 'done') return <p className="hint">{state === 'failed' ? words.photoCannotLook : words.photoNotLooked}</p>
  const { text, objects, people, codes } = facts
  const things = [...new Set(objects.map((each) => nameOf(each, ui)))]
  return (
    <>
      {(things.length > 0 || people > 0) && (
        <section>
          <h4>{words.photoShows}</h4>
          <div className="chips">
            {people > 0 && <span className="chip">{people === 1 ? words.onePerson : fill(words.somePeople, { count: String(people) })}</span>}
            {things.map((name) => <button key={name} type="button" className="toggle" onClick={() => onSearch(name)}>{name}</button>)}
          </div>
        </section>
      )}
      {text !== '' && (
        <section>
          <h4>{words.photoText}</h4>
          <p className="photo-text" tabIndex={0}>{text}</p>
          {'clipboard' in navigator && (
            <button type="button" className="button plain" onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}>
              {copied ? words.copied : words.copy}
            </button>
          )}
        </section>
      )}
      {codes.length > 0 && (
        <section>
          <h4>{words.photoCodes}</h4>
          <ul className="photo-codes">{codes.map((code, i) => <CodeText key={i} text={code.text} />)}</ul>
        </section>
      )}
    </>
  )
}

/** What a code says. It may lead anywhere: only plain addresses are links, and they are shown whole. */
function CodeText({ text }: { text: string }) {
  return <li>{/^https?:\/\/\S+$/i.test(text) ? <a href={text} target="_blank" rel="noreferrer noopener">{text}</a> : <code>{text}</code>}</li>
}

function Fact({ icon, children }: { icon: IconName; children: ReactNode }) {
  return <li><Icon name={icon} /><div>{children}</div></li>
}

function settings(shot: Shot): string {
  const { exposure, aperture, iso, focal } = shot
  return [
    exposure ? `${exposureName(exposure)} s` : '', aperture ? `f/${aperture}` : '', iso ? `ISO ${iso}` : '', focal ? `${focal} mm` : '',
  ].filter((each) => each !== '').join(' · ')
}
