import { WorldActions } from './WorldActions'
import { Checkpoints } from './Checkpoints'
import { Params } from './Params'

/** What a person can do to the world: single actions, its checkpoints, its parameters. */
export function Controls({ shown }: { shown: boolean }) {
  return (
    <>
      <WorldActions />
      <Checkpoints shown={shown} />
      <Params />
    </>
  )
}
