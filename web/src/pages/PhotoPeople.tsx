import { useState } from 'react'
import { useAsking, useLoaded } from '../parts/asking'
import { Field } from '../parts/Field'
import { Problem } from '../parts/Page'
import { Sheet } from '../parts/Sheet'
import { hrefTo } from '../photos/address'
import { allowPeople, callFace, type Face, forgetPerson, loadPeople, renamePerson, type Somebody } from '../photos/people'
import { viewOf } from '../photos/server'
import { fill, useWords } from '../words'

const SIDE = 640

/** Who is on the photos, where a model tells faces apart and its person agreed. */
export function PhotoPeople() {
  const { words } = useWords()
  const { value, again } = useLoaded(loadPeople)
  const task = useAsking()
  const [asked, setAsked] = useState<Somebody | null>(null)
  if (value === null || !value.possible) return null
  const allow = (on: boolean) => void task.run(async () => {
    await allowPeople(on)
    again()
  })
  return (
    <section className="photo-people">
      <h3 className="day">{words.facesTitle}</h3>
      {!value.on && (
        <div className="note">
          <p>{words.facesAsk}</p>
          <p className="hint">{words.facesHow}</p>
          <button type="button" className="button" disabled={task.busy} onClick={() => allow(true)}>{words.facesOn}</button>
        </div>
      )}
      {value.on && (
        <>
          {value.people.length === 0 && <p className="hint">{words.facesNone}</p>}
          <ul className="album-cards faces">
            {value.people.map((each, at) => (
              <li key={each.id || at}>
                {each.cover !== null && <Portrait face={each.cover} />}
                {each.name !== ''
                  ? <a className="row-name" href={hrefTo({ place: '', q: each.name })}>{each.name}</a>
                  : null}
                <button type="button" className="quiet-button" onClick={() => setAsked(each)}>{each.name === '' ? words.faceWho : words.faceName}</button>
                <span className="row-note">{each.count === 1 ? words.onePhoto : fill(words.somePhotos, { count: String(each.count) })}</span>
              </li>
            ))}
          </ul>
          <button type="button" className="quiet-button" disabled={task.busy} onClick={() => allow(false)}>{words.facesOff}</button>
        </>
      )}
      <Problem error={task.error} />
      {asked !== null && (
        <NameSheet
          person={asked} onClose={() => setAsked(null)}
          onDone={() => {
            setAsked(null)
            again()
          }}
        />
      )}
    </section>
  )
}

/** The face alone, cut out of the photo. */
function Portrait({ face: { photo, area: [x, y, width, height] } }: { face: Face }) {
  return (
    <span className="portrait">
      <img
        src={viewOf(photo, SIDE, 0, false)} alt="" loading="lazy"
        style={{ width: `${100 / width}%`, height: `${100 / height}%`, left: `${(-100 * x) / width}%`, top: `${(-100 * y) / height}%` }}
      />
    </span>
  )
}

function NameSheet({ person, onClose, onDone }: { person: Somebody; onClose: () => void; onDone: () => void }) {
  const { words } = useWords()
  const [name, setName] = useState(person.name)
  const task = useAsking()
  const keep = () => void task.run(async () => {
    if (person.id !== '') await renamePerson(person.id, name.trim())
    else if (person.cover !== null) await callFace(person.cover, name.trim())
    onDone()
  })
  return (
    <Sheet title={words.faceWho} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (name.trim() !== '') keep()
        }}
      >
        {person.cover !== null && <Portrait face={person.cover} />}
        <Field label={words.faceName} value={name} onChange={setName} />
        <Problem error={task.error} />
        <div className="sheet-bar">
          {person.id !== '' && (
            <button
              type="button" className="quiet-button" disabled={task.busy}
              onClick={() => void task.run(async () => {
                await forgetPerson(person.id)
                onDone()
              })}
            >
              {words.faceForget}
            </button>
          )}
          <button type="submit" className="button" disabled={task.busy || name.trim() === ''}>{words.faceKeep}</button>
        </div>
      </form>
    </Sheet>
  )
}
