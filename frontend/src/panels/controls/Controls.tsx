import { Acts } from './Acts'
import { Checkpoints } from './Checkpoints'
import { Params } from './Params'

/** What a person can do to the world: acts, its parameters, its checkpoints. */
export function Controls() {
  return (
    <>
      <Acts />
      <Checkpoints />
      <Params />
    </>
  )
}
