/** Frames without a change after which nothing moves: a fifth of a second, longer than a breath pauses. */
const QUIET_FRAMES = 12
/** Milliseconds between two looks while nothing moves: a voice is still followed before anybody could tell. */
const GLANCE = 40

/**
 * Draw frame by frame for as long as something changes, and look now and then whether it does again.
 * Every frame that is asked for costs the browser some work, also where nothing is drawn in it, and most of the
 * time nothing is.
 * @param draw Draws if there is anything new, and says whether there was.
 * @returns What ends it.
 */
export function whileItChanges(draw: (now: number) => boolean): () => void {
  let frame = 0
  let glance: ReturnType<typeof setTimeout> | undefined
  let quiet = 0
  const next = (now: number): void => {
    quiet = draw(now) ? 0 : quiet + 1
    if (quiet < QUIET_FRAMES) frame = requestAnimationFrame(next)
    else glance = setTimeout(() => next(performance.now()), GLANCE)
  }
  frame = requestAnimationFrame(next)
  return () => {
    cancelAnimationFrame(frame)
    clearTimeout(glance)
  }
}
