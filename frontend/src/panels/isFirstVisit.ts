import { recall } from './prefs'

/** Whether this is the first visit of this browser. */
export function isFirstVisit(): boolean {
  return recall('toured') === null && !navigator.webdriver
}
