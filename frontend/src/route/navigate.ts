import { createStore } from 'zustand/vanilla'
import { useStore } from 'zustand'
import { format, HOME, parse, type Route } from './route'

/** Ties the route to the address bar. Where somebody goes is a step of the browser's history; how it is looked at is not. */
const here = (): Route => parse(location.pathname, location.search)

export const route = createStore<Route>(() => (typeof location === 'undefined' ? HOME : here()))

export function useRoute<T>(select: (r: Route) => T): T {
  return useStore(route, select)
}

/** Goes somewhere; Back returns. */
export function go(patch: Partial<Route>): void {
  move(patch, 'pushState')
}

/** Changes how something is looked at, without a step in the history. */
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

/** The whole address of a route, to be copied and sent. */
export function linkTo(patch: Partial<Route>): string {
  return location.origin + format({ ...HOME, mode: 'page', ...patch })
}
