import { createStore } from 'zustand/vanilla'
import { useStore } from 'zustand'
import { recall, remember } from './prefs'

/** Whether single keys are shortcuts. People who type by voice or with a tremor can turn them off (WCAG 2.1.4). */
const on = createStore<{ on: boolean }>(() => ({ on: recall('shortcuts') !== 'off' }))

export function setShortcuts(wanted: boolean): void {
  remember('shortcuts', wanted ? null : 'off')
  on.setState({ on: wanted })
}

export function shortcutsOn(): boolean {
  return on.getState().on
}

export function useShortcuts(): boolean {
  return useStore(on, (s) => s.on)
}
