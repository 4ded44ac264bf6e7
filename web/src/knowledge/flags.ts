/** Pixels of the square that a flag is drawn into. */
const SIDE = 24

let able: boolean | null = null

/** Whether this browser has pictures for flags; some show the two letters of the country, or an empty box. */
export function showsFlags(): boolean {
  able ??= isColoured('🇨🇳')
  return able
}

function isColoured(text: string): boolean {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = SIDE
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (context === null) return false
  context.font = `${SIDE - 4}px sans-serif`
  context.textBaseline = 'top'
  context.fillText(text, 0, 0)
  const { data } = context.getImageData(0, 0, SIDE, SIDE)
  for (let at = 0; at < data.length; at += 4) {
    const [red = 0, green = 0, blue = 0, opaque = 0] = data.subarray(at, at + 4)
    // A flag of China has red in it; letters and boxes are black.
    if (opaque > 128 && red > 128 && red > green + 64 && red > blue + 64) return true
  }
  return false
}
