import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { Curves } from './panels/Curves'
import { Cycles } from './panels/Cycles'
import { Feed } from './panels/Feed'
import { Header } from './panels/Header'
import { Params } from './panels/Params'
import { Help, Notices, TokenSheet } from './panels/Sheets'
import { Tabs } from './panels/Tabs'
import { Traits } from './panels/Traits'
import { useKeys } from './panels/useKeys'
import { useTheme } from './panels/useTheme'
import { WorldView } from './panels/WorldView'
import type { Scene } from './scene/scene'
import { pauseOrResume, step } from './store/actions'
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
      <main>
        <WorldView theme={theme} reducedMotion={reducedMotion} scene={scene} />
        <Tabs current={tab} choose={setTab} tabs={[
          { id: 'cycles', title: 'Cycles', body: <Cycles opened={opened} open={setOpened} /> },
          { id: 'traits', title: 'Traits', body: <Traits /> },
          { id: 'world', title: 'World', body: <Params /> },
        ]} />
        <Feed />
        <Curves theme={theme} />
      </main>
      <Notices open={show} />
      {help && <Help close={() => setHelp(false)} />}
      <TokenSheet />
    </div>
  )
}
