import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { initial, type State } from './state'

/** The single store between the wire and the panels. Frames bypass it on their way to the scene: see frames.ts. */
export const store = createStore<State>(() => initial)

export function useGenesis<T>(select: (s: State) => T): T {
  return useStore(store, select)
}
