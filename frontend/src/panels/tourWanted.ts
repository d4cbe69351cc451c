import { recall } from './prefs'

/** Whether somebody is here for the first time. */
export function tourWanted(): boolean {
  return recall('toured') === null && !navigator.webdriver
}
