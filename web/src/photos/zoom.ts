/** Looking closer at a picture in a frame: how large it is, and how far its middle is from the frame's. */
export interface Look { scale: number; x: number; y: number }

export interface Size { width: number; height: number }

export const WHOLE: Look = { scale: 1, x: 0, y: 0 }
export const CLOSEST = 8

/** The size of a picture that is shown as large as the frame lets it. */
export function fitted(ratio: number, frame: Size): Size {
  const width = Math.min(frame.width, frame.height * ratio)
  return { width, height: width / ratio }
}

/** Not smaller than whole, and no edge of it farther in than need be. */
export function held(look: Look, ratio: number, frame: Size): Look {
  const scale = Math.min(Math.max(look.scale, 1), CLOSEST)
  const size = fitted(ratio, frame)
  const room = (shown: number, there: number) => Math.max(0, (shown * scale - there) / 2)
  const [across, down] = [room(size.width, frame.width), room(size.height, frame.height)]
  return { scale, x: clamp(look.x, across), y: clamp(look.y, down) }
}

/** Closer by a factor, so that what is at a point (from the frame's middle) stays there. */
export function closer(look: Look, factor: number, x: number, y: number): Look {
  const scale = Math.min(Math.max(look.scale * factor, 1), CLOSEST)
  const by = scale / look.scale
  return { scale, x: x - (x - look.x) * by, y: y - (y - look.y) * by }
}

function clamp(value: number, most: number): number {
  return Math.min(Math.max(value, -most), most) || 0
}
