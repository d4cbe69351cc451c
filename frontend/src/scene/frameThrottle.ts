/** A picture that takes longer than this is expensive [ms]; cheaper ones are drawn at the screen's rate. */
const EXPENSIVE_MS = 40

/** The longest pause between pictures, however expensive they are [ms]. */
const LONGEST_MS = 1000

/**
 * Keeps the scene from using the whole machine where drawing is slow, for example without a graphics card. After an
 * expensive picture it leaves as much time free as the picture took, so that the panels stay responsive.
 */
export class FrameThrottle {
  private drawnAt = -Infinity
  private measured = true
  private cost = 0

  /** Whether to draw in an animation frame that begins at a time [ms]. Call it once in each frame. */
  due(now: number): boolean {
    if (!this.measured) {
      // The browser begins the next frame once the last picture is done.
      this.cost += 0.3 * (Math.min(now - this.drawnAt, LONGEST_MS) - this.cost)
      this.measured = true
    }
    return this.cost < EXPENSIVE_MS || now - this.drawnAt >= Math.min(2 * this.cost, LONGEST_MS)
  }

  /** Records that a picture was drawn in the frame that began at a time [ms]. */
  drew(now: number): void {
    this.drawnAt = now
    this.measured = false
  }
}
