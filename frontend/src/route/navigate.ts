import { createStore } from 'zustand/vanilla'
import { useStore } from 'zustand'
import { format, HOME, parse, type Route } from './route'

/**
 * Connects the route to the address bar. Going somewhere is a step in the browser's history; changing how something is
 * shown is not.
 */
const here = (): Route => parse(location.pathname, location.search)

export const route = createStore<Route>(() => (typeof location === 'undefined' ? HOME : here()))

export function useRoute<T>(select: (r: Route) => T): T {
  return useStore(route, select)
}

/** Goes somewhere; the Back button returns. */
export function go(patch: Partial<Route>): void {
  move(patch, 'pushState')
}

/** Changes how something is shown, without a step in the history. */
export function look(patch: Partial<Route>): void {
  move(patch, 'replaceState')
}

function move(patch: Partial<Route>, how: 'pushState' | 'replaceState'): void {
  const next = { ...route.getState(), ...patch }
  const address = format(next)
  route.setState(next)
  if (address !== location.pathname + location.search) history[how](null, '', address)
}

if (typeof addEventListener !== 'undefined') addEventListener('popstate', () => route.setState(here()))

/** The full URL of a route, for copying and sending. */
export function linkTo(patch: Partial<Route>): string {
  return location.origin + format({ ...HOME, mode: 'page', ...patch })
}
