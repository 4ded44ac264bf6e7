import type { ReactNode } from 'react'
import { Icon, type IconName } from '../components/Icon'
import type { ApiError } from '../home/api'
import { hrefOf, type PageName } from '../home/route'
import { problemWords, useWords } from '../words'
import type { Loaded } from './asking'

/** A page of its own: a title, what can be done, and what is there. */
export function Page({ title, back, actions, children }: {
  title: string
  back?: PageName
  actions?: ReactNode
  children: ReactNode
}) {
  const { words } = useWords()
  return (
    <main className="page" id="main" tabIndex={-1}>
      <div className="page-inside">
        <header className="page-head">
          {back !== undefined && (
            <a className="quiet-button icon-only back" href={hrefOf(back)} aria-label={words.back}><Icon name="back" /></a>
          )}
          <h2>{title}</h2>
          {actions !== undefined && <div className="page-actions">{actions}</div>}
        </header>
        {children}
      </div>
    </main>
  )
}

/** Nothing is there yet, and how something comes to be. */
export function Empty({ icon, title, children }: { icon: IconName; title: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <span className="empty-icon"><Icon name={icon} /></span>
      <h3>{title}</h3>
      {children !== undefined && <p>{children}</p>}
    </div>
  )
}

/** What went wrong, in words, and what to do. */
export function Problem({ error }: { error: ApiError | null }) {
  const { words } = useWords()
  return <div aria-live="assertive">{error !== null && <p className="problem">{problemWords(words, error)}</p>}</div>
}

/** What the server was asked for, or that it is on its way, or why it is not there. */
export function Shown<T>({ of, children }: { of: Loaded<T>; children: (value: T) => ReactNode }) {
  const { words } = useWords()
  if (of.value !== null) {
    return (
      <>
        <Problem error={of.error} />
        {children(of.value)}
      </>
    )
  }
  if (of.error === null) return <Loading />
  return (
    <div className="empty">
      <Problem error={of.error} />
      <button type="button" className="button plain" onClick={of.again}>{words.tryAgain}</button>
    </div>
  )
}

export function Loading() {
  const { words } = useWords()
  return <p className="loading" role="status"><span className="pulse" aria-hidden="true" />{words.loading}</p>
}
