import { withMinusSigns } from '../panels/format'

/** The labels of an axis, each with all its digits: steps of 2,500 are labelled 2.5 k, 5 k and 7.5 k. */
export function marks(splits: number[]): string[] {
  const unit = Math.max(...splits.map(Math.abs)) >= 10_000 ? 1000 : 1
  return splits.map((v) => withMinusSigns((v / unit).toLocaleString('en', { maximumFractionDigits: 4 })) + (unit > 1 && v !== 0 ? ' k' : ''))
}
