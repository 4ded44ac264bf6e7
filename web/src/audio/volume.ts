/** How loudly Parley speaks. */
export interface Volume {
  /** Per cent, from 0 to 100. */
  level: number
  /** It is silent, and remembers its level. */
  muted: boolean
}

/** At first there is room for "louder". */
export const FIRST_VOLUME: Volume = { level: 70, muted: false }

/**
 * Sound pressure grows with this power of loudness: S. S. Stevens, "The Measurement of Loudness" (1955) found
 * loudness to grow with the 0.6th power of pressure. So 30 per cent sounds about 30 per cent as loud.
 */
const LOUDNESS = 5 / 3

/** Per cent at which a voice that was turned down to nothing speaks when it is unmuted. */
const LEAST = 10

/** Factor for samples, from 0 to 1. */
export function gainOf({ level, muted }: Volume): number {
  return muted ? 0 : (level / 100) ** LOUDNESS
}

/**
 * The volume after the action `volume`, whose data is `level` or `change` in per cent, or `muted`.
 *
 * Whoever asks for more, or for a level, wants to hear something: that ends muteness.
 */
export function changed(volume: Volume, { level, change, muted }: Record<string, unknown>): Volume {
  if (typeof muted === 'boolean') return { level: muted ? volume.level : Math.max(volume.level, LEAST), muted }
  if (isFinite(level)) return { level: within(level), muted: false }
  if (isFinite(change)) return { level: within(volume.level + change), muted: volume.muted && change <= 0 }
  return volume
}

/** A volume as a short text, to be kept. */
export function written({ level, muted }: Volume): string {
  return muted ? `${level} muted` : String(level)
}

/** The volume that was written; the first one for anything else. */
export function readVolume(text: string | null): Volume {
  const [, level, muted] = /^(\d{1,3})( muted)?$/.exec(text ?? '') ?? []
  return level === undefined ? FIRST_VOLUME : { level: within(Number(level)), muted: muted !== undefined }
}

function isFinite(value: unknown): value is number {
  return Number.isFinite(value)
}

function within(level: number): number {
  return Math.max(0, Math.min(100, Math.round(level)))
}
