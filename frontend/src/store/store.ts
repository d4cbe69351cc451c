import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { initial, type State } from './state'

/** The one store between the wire and the panels. The scene gets its frames past it: see frames.ts. */
export const store = createStore<State>(() => initial)

export function useGenesis<T>(select: (s: State) => T): T {
  return useStore(store, select)
}
