import { Acts } from './Acts'
import { Checkpoints } from './Checkpoints'
import { Params } from './Params'

/** What a person can do to the world: acts, its checkpoints, its parameters. */
export function Controls({ shown }: { shown: boolean }) {
  return (
    <>
      <Acts />
      <Checkpoints shown={shown} />
      <Params />
    </>
  )
}
