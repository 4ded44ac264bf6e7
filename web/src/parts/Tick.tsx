import { useState } from 'react'
import { Icon } from '../components/Icon'

/** A round box to tick, which shows at once what is being kept. */
export function Tick({ label, on, onToggle }: { label: string; on: boolean; onToggle: () => Promise<void> }) {
  const [wanted, setWanted] = useState<boolean | null>(null)
  return (
    <label className="tick">
      <input
        type="checkbox" checked={wanted ?? on} aria-label={label}
        onChange={() => {
          setWanted(!on)
          void onToggle().finally(() => setWanted(null))
        }}
      />
      <span aria-hidden="true"><Icon name="check" /></span>
    </label>
  )
}
