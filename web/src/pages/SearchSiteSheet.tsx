import { useState } from 'react'
import type { Me } from '../home/api'
import { useAsking } from '../parts/asking'
import { Choice, Field } from '../parts/Field'
import { Problem } from '../parts/Page'
import { Sheet } from '../parts/Sheet'
import { useToast } from '../parts/Toasts'
import { isWeb } from '../search/kinds'
import { withScheme } from '../search/naming'
import { addSite } from '../search/server'
import { useWords, type Words } from '../words'

const DEPTHS: [depth: number, word: keyof Words][] = [[0, 'siteDepth0'], [1, 'siteDepth1'], [3, 'siteDepth3'], [8, 'siteDepth8']]
const PAGES = [10, 100, 500, 2000]
const EVERY: [hours: number, word: keyof Words][] = [[0, 'siteEvery0'], [1, 'siteEvery1'], [24, 'siteEvery24'], [168, 'siteEvery168']]

/** A web site to read: where, how much of it, how often, and for whom. */
export function SearchSiteSheet({ me, onAdded, onClose }: { me: Me; onAdded: () => void; onClose: () => void }) {
  const { words } = useWords()
  const asking = useAsking()
  const toast = useToast()
  const [url, setUrl] = useState('')
  const [wrong, setWrong] = useState(false)
  const [who, setWho] = useState('me')
  const [depth, setDepth] = useState('3')
  const [pages, setPages] = useState('100')
  const [every, setEvery] = useState('168')
  const save = async () => {
    const address = withScheme(url)
    setWrong(!isWeb(address))
    if (!isWeb(address)) return
    const wanted = { url: address, for: who === 'house' ? 'house' as const : 'me' as const, depth: Number(depth), pages: Number(pages), every_hours: Number(every) }
    if (await asking.run(() => addSite(wanted))) {
      toast(words.siteAdded)
      onAdded()
    }
  }
  return (
    <Sheet title={words.newSite} onClose={onClose}>
      <form
        className="form" noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <Field
          label={words.siteAddress} value={url} onChange={setUrl} data-focus maxLength={2000} inputMode="url" placeholder="https://" autoCapitalize="none"
          spellCheck={false} autoComplete="url"
        />
        {me.scopes.includes('house') && (
          <Choice label={words.siteFor} value={who} onChange={setWho}>
            <option value="me">{words.siteForMe}</option>
            <option value="house">{words.siteForHouse}</option>
          </Choice>
        )}
        <Choice label={words.siteDepth} value={depth} onChange={setDepth}>
          {DEPTHS.map(([value, word]) => <option key={value} value={value}>{words[word]}</option>)}
        </Choice>
        <Choice label={words.sitePages} value={pages} onChange={setPages}>
          {PAGES.map((value) => <option key={value} value={value}>{value}</option>)}
        </Choice>
        <Choice label={words.siteEvery} value={every} onChange={setEvery}>
          {EVERY.map(([value, word]) => <option key={value} value={value}>{words[word]}</option>)}
        </Choice>
        {wrong && <p className="problem" role="alert">{words.badAddress}</p>}
        <Problem error={asking.error} />
        <button type="submit" className="button wide" disabled={asking.busy}>{words.add}</button>
      </form>
    </Sheet>
  )
}
