import { recall } from './prefs'

/** Whether somebody is here for the first time. */
export function isFirstVisit(): boolean {
  return recall('toured') === null && !navigator.webdriver
}
