import { type InputHTMLAttributes, type ReactNode, useId } from 'react'

interface Props extends Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange' | 'value'> {
  label: string
  value: string
  onChange: (value: string) => void
  hint?: string
}

/** One line to fill in, with its name above it. */
export function Field({ label, value, onChange, hint, id: given, ...rest }: Props) {
  const made = useId()
  const id = given ?? made
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id} value={value} maxLength={64} aria-describedby={hint === undefined ? undefined : `${id}-hint`} {...rest}
        onChange={({ target }) => onChange(target.value)}
      />
      {hint !== undefined && <p id={`${id}-hint`} className="hint">{hint}</p>}
    </div>
  )
}

/** Several lines to fill in. */
export function LongField({ label, value, onChange, maxLength }: {
  label: string
  value: string
  onChange: (value: string) => void
  maxLength: number
}) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <textarea id={id} rows={2} value={value} maxLength={maxLength} onChange={({ target }) => onChange(target.value)} />
    </div>
  )
}

/** One of a few, with its name above it. */
export function Choice({ label, value, onChange, children }: {
  label: string
  value: string
  onChange: (value: string) => void
  children: ReactNode
}) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={({ target }) => onChange(target.value)}>{children}</select>
    </div>
  )
}

/** Several of a few: chips that are on or off. */
export function Chips<T extends string | number>({ label, all, name, said, chosen, onChange }: {
  label: string
  all: readonly T[]
  name: (each: T) => string
  /** The name read out, where the other is only a letter; all of them then stand in one row. */
  said?: (each: T) => string
  chosen: readonly T[]
  onChange: (chosen: T[]) => void
}) {
  const id = useId()
  const toggled = (each: T) => all.filter((other) => (other === each ? !chosen.includes(each) : chosen.includes(other)))
  return (
    <div className="field" role="group" aria-labelledby={id}>
      <span id={id} className="field-name">{label}</span>
      <div className={said === undefined ? 'chips' : 'chips in-a-row'}>
        {all.map((each) => (
          <button
            key={each} type="button" className="toggle" aria-pressed={chosen.includes(each)} aria-label={said?.(each)}
            onClick={() => onChange(toggled(each))}
          >
            {name(each)}
          </button>
        ))}
      </div>
    </div>
  )
}

export function Switch({ label, on, hidden = false, onToggle }: {
  label: string
  on: boolean
  /** The label is for screen readers only. */
  hidden?: boolean
  onToggle: () => void
}) {
  return (
    <button type="button" role="switch" aria-checked={on} className="switch" onClick={onToggle}>
      <span className="switch-track" aria-hidden="true"><span className="switch-knob" /></span>
      <span className={hidden ? 'visually-hidden' : undefined}>{label}</span>
    </button>
  )
}
