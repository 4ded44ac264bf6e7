import { createContext, useContext } from 'react'
import { calendarEn, type CalendarWords } from './calendar.en'
import { calendarZh } from './calendar.zh'
import { devicesEn, type DeviceWords } from './devices.en'
import { devicesZh } from './devices.zh'
import { en, type TalkWords } from './en'
import { ERRORS } from './errors'
import { facesEn, type FaceWords } from './faces.en'
import { facesZh } from './faces.zh'
import { homeEn, type HomeWords } from './home.en'
import { homeZh } from './home.zh'
import { knowingEn, type KnowingWords } from './knowing.en'
import { knowingZh } from './knowing.zh'
import { photosEn, type PhotoWords } from './photos.en'
import { photosZh } from './photos.zh'
import { seeingEn, type SeeingWords } from './seeing.en'
import { seeingZh } from './seeing.zh'
import { typingEn, type TypingWords } from './typing.en'
import { typingZh } from './typing.zh'
import { zh } from './zh'

export type Words = TalkWords & HomeWords & CalendarWords & DeviceWords & PhotoWords & SeeingWords & FaceWords & KnowingWords & TypingWords
export type Ui = 'en' | 'zh'

export const WORDS: Record<Ui, Words> = {
  en: { ...en, ...homeEn, ...calendarEn, ...devicesEn, ...photosEn, ...seeingEn, ...facesEn, ...knowingEn, ...typingEn },
  zh: { ...zh, ...homeZh, ...calendarZh, ...devicesZh, ...photosZh, ...seeingZh, ...facesZh, ...knowingZh, ...typingZh },
}

/** A sentence for an error of the server: ours for its code, else its own. */
export function problemWords(words: Words, { code, message }: { code: string; message: string }): string {
  const ui = words === WORDS.zh ? 'zh' : 'en'
  return ERRORS[code]?.[ui] ?? (message || fill(words.errorOther, { name: code }))
}

/** The page's language for a list of the browser's languages, most wanted first. */
export function preferred(languages: readonly string[]): Ui {
  for (const tag of languages) {
    const primary = tag.toLowerCase().split('-')[0]
    if (primary === 'zh' || primary === 'en') return primary
  }
  return 'en'
}

/** Put values into a sentence: `fill('{name} is done', { name: 'Tea' })`. */
export function fill(sentence: string, values: Record<string, string>): string {
  return sentence.replace(/\{(\w+)\}/g, (_, key: string) => values[key] ?? '')
}

/** A language's own name, as the reader would write it: `zh` is “Chinese” or “中文”. */
export function languageName(tag: string, ui: Ui): string {
  try {
    return new Intl.DisplayNames([ui], { type: 'language' }).of(tag) ?? tag
  } catch (error) {
    if (error instanceof RangeError) return tag // not a language tag
    throw error
  }
}

export const WordsContext = createContext<{ ui: Ui; words: Words }>({ ui: 'en', words: WORDS.en })

export function useWords(): { ui: Ui; words: Words } {
  return useContext(WordsContext)
}
