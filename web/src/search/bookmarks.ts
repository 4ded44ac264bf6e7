import type { Doc } from '../sync'

/** The address of a page that somebody kept: the record `bookmarks`. */
export interface Bookmark {
  id: string
  url: string
  title: string
  note: string
  tags: string[]
  /** POSIX seconds. */
  added: number
}

/** The one that was added last first. */
export function bookmarks(docs: readonly Doc[]): Bookmark[] {
  return docs.flatMap(({ id, fields }) => {
    const text = (name: string) => (typeof fields[name] === 'string' ? fields[name] : '')
    const tags = Array.isArray(fields['tags']) ? fields['tags'].filter((each): each is string => typeof each === 'string') : []
    return text('url') === '' ? [] : [{ id, url: text('url'), title: text('title'), note: text('note'), tags, added: Number(fields['added']) || 0 }]
  }).sort((one, other) => other.added - one.added)
}

/** `a, b` or `甲，乙` as a list, nothing twice. */
export function tagsOf(typed: string): string[] {
  return [...new Set(typed.split(/[,，、;；]/u).map((each) => each.trim()).filter((each) => each !== ''))].slice(0, 20)
}
