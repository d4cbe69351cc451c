import { useEffect } from 'react'
import { go } from '../route/navigate'
import { HOME } from '../route/route'
import { useGenesis } from '../store/store'
import { cycleNumber } from './format'
import { recall, remember } from './prefs'

/**
 * A cycle that waits for approval is announced in the page's title and, if the person wants it, by a system
 * notification.
 */

export function notificationsAllowed(): boolean {
  return 'Notification' in window && Notification.permission === 'granted' && recall('notify') === 'on'
}

/** Asks the browser for permission to notify, or turns notifications off. Returns whether there will be any. */
export async function allowNotifications(wanted: boolean): Promise<boolean> {
  if (!wanted || !('Notification' in window)) {
    remember('notify', null)
    return false
  }
  const granted = (await Notification.requestPermission()) === 'granted'
  remember('notify', granted ? 'on' : null)
  return granted
}

export function useAnnouncedApproval(): void {
  const id = useGenesis((s) => s.cycles.find((c) => !c.outcome && c.waiting === 'approval')?.id ?? null)
  useEffect(() => {
    document.title = id ? `(1) ${cycleNumber(id)} waits for approval · AI-Genesis` : 'AI-Genesis'
    if (!id || !document.hidden || !notificationsAllowed()) return
    const notification = new Notification('AI-Genesis', { body: `Cycle ${cycleNumber(id)} passed its trial and waits for your approval.`, tag: id })
    notification.onclick = () => {
      window.focus()
      go({ ...HOME, cycle: id })
    }
    return () => notification.close()
  }, [id])
}
