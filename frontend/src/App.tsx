import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { Cycles } from './panels/evolution/Cycles'
import { Dock } from './panels/dock/Dock'
import { Feed } from './panels/Feed'
import { Header } from './panels/Header'
import { Controls } from './panels/controls/Controls'
import { Help, Notices, TokenSheet } from './panels/Sheets'
import { Tabs } from './panels/Tabs'
import { Traits } from './panels/traits/Traits'
import { useKeys } from './panels/useKeys'
import { useTheme } from './panels/useTheme'
import { WorldView } from './panels/world/WorldView'
import type { Scene } from './scene/scene'
import { pauseOrResume, step } from './store/actions'
import { light, nextColor, nextLayer } from './store/look'
import { Session } from './store/session'

const still = matchMedia('(prefers-reduced-motion: reduce)')

function useReducedMotion(): boolean {
  return useSyncExternalStore(
    useCallback((changed) => {
      still.addEventListener('change', changed)
      return () => still.removeEventListener('change', changed)
    }, []),
    () => still.matches,
  )
}

export function App() {
  const session = useRef<Session | null>(null)
  const scene = useRef<Scene | null>(null)
  const [theme, setTheme] = useTheme()
  const [help, setHelp] = useState(false)
  const [tab, setTab] = useState('cycles')
  const [dock, setDock] = useState<'curves' | 'lineage'>('curves')
  const [tall, setTall] = useState(false)
  const [opened, setOpened] = useState<string | null>(null)
  const reducedMotion = useReducedMotion()

  useEffect(() => {
    const made = new Session()
    session.current = made
    return () => made.stop()
  }, [])
  useKeys({
    ' ': () => void pauseOrResume(),
    '.': () => void step(),
    '?': () => setHelp(true),
    f: () => scene.current?.fit(),
    d: () => setTall(!tall),
    g: () => setDock(dock === 'curves' ? 'lineage' : 'curves'),
    c: nextColor,
    l: nextLayer,
    1: () => setTab('cycles'),
    2: () => setTab('traits'),
    3: () => setTab('world'),
    Escape: () => {
      scene.current?.unpick()
      light(null)
    },
    t: () => setTheme(theme === 'dark' ? 'light' : 'dark'),
    '+': () => scene.current?.zoom(1.4),
    '=': () => scene.current?.zoom(1.4),
    '-': () => scene.current?.zoom(1 / 1.4),
  })
  const show = (cycle: string) => {
    setTab('cycles')
    setOpened(cycle)
  }
  return (
    <div className="page">
      <Header theme={theme} setTheme={setTheme} help={() => setHelp(true)} retry={() => session.current?.retry()} />
      <main className={tall ? 'tall' : ''}>
        <WorldView theme={theme} reducedMotion={reducedMotion} scene={scene} />
        <Tabs current={tab} choose={setTab} tabs={[
          { id: 'cycles', title: 'Evolution', body: <Cycles opened={opened} open={setOpened} /> },
          { id: 'traits', title: 'Traits', body: <Traits /> },
          { id: 'world', title: 'Controls', body: <Controls /> },
        ]} />
        <Feed />
        <Dock theme={theme} tall={tall} setTall={setTall} shown={dock} show={setDock} />
        <Notices open={show} />
      </main>
      {help && <Help close={() => setHelp(false)} />}
      <TokenSheet />
    </div>
  )
}
