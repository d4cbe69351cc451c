import { emptyFrame, type Frame } from './frame'

/** How many frames are in use at a time: the newest, the previous one from which bodies move, and a spare. */
const FRAMES = 4

/** Frames whose memory is reused: allocating thirty per second with 20,000 molbots would cause 20 MB of garbage. */
export class FrameRing {
  private readonly whole: Frame[] = []
  private at = 0

  /**
   * A frame for the given numbers of molbots and pieces of food, with ids, ages and generations. It contains old
   * values.
   */
  next(tick: number, count: number, foodCount: number): Frame {
    this.at = (this.at + 1) % FRAMES
    let f = this.whole[this.at]
    if (!f || f.x.length < count || f.foodX.length < foodCount) {
      f = roomy(Math.ceil(count * 1.25) + 16, Math.ceil(foodCount * 1.25) + 16)
      this.whole[this.at] = f
    }
    return {
      tick, count, foodCount, table: null, traits: null,
      x: f.x.subarray(0, count), y: f.y.subarray(0, count), energy: f.energy.subarray(0, count),
      radius: f.radius.subarray(0, count), color: f.color.subarray(0, count), type: f.type.subarray(0, count),
      dormant: f.dormant.subarray(0, count), serials: f.serials!.subarray(0, count), age: f.age!.subarray(0, count),
      generation: f.generation!.subarray(0, count), foodX: f.foodX.subarray(0, foodCount),
      foodY: f.foodY.subarray(0, foodCount), foodAmount: f.foodAmount.subarray(0, foodCount),
      foodKind: f.foodKind.subarray(0, foodCount),
    }
  }
}

function roomy(count: number, foodCount: number): Frame {
  const f = emptyFrame(0, count, foodCount)
  f.serials = new Float64Array(count)
  f.age = new Float32Array(count)
  f.generation = new Uint16Array(count)
  return f
}
