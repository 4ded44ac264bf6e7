import { useEffect, useState } from 'react'
import { keptPack } from '../keyboard/kept'
import { LANGUAGES, type Language } from '../keyboard/types'
import { localeOf } from '../home/when'
import { fill, useWords } from '../words'

/** What this browser keeps to type without the server. */
export function TypingOffline() {
  const { ui, words } = useWords()
  const [kept, setKept] = useState<ReadonlyMap<Language, number>>(new Map())
  useEffect(() => {
    let stale = false
    void Promise.all(LANGUAGES.map(async (each) => [each, await keptPack(each)] as const)).then((all) => {
      if (!stale) setKept(new Map(all.flatMap(([each, pack]) => (pack === null ? [] : [[each, pack.bytes.byteLength]]))))
    })
    return () => {
      stale = true
    }
  }, [])
  const size = (bytes: number) => new Intl.NumberFormat(localeOf(ui), { style: 'unit', unit: 'megabyte', maximumFractionDigits: 1 }).format(bytes / 1e6)
  return (
    <section className="card padded told">
      <h3>{words.typingOffline}</h3>
      <p>{words.typingOfflineText}</p>
      <p className="hint">
        {kept.size === 0
          ? words.typingOfflineNone
          : [...kept].map(([language, bytes]) => fill(language === 'zh' ? words.typingOfflineZh : words.typingOfflineEn, { size: size(bytes) })).join(' · ')}
      </p>
    </section>
  )
}
