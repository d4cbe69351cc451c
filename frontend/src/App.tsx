import { QueryClientProvider } from '@tanstack/react-query'
import { lazy, Suspense, useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { queryClient } from './api/queryClient'
import { SinceLastVisit } from './panels/SinceLastVisit'
import { Dock } from './panels/dock/Dock'
import { Cycles } from './panels/evolution/Cycles'
import { Feed } from './panels/Feed'
import { Header } from './panels/Header'
import { useAnnouncedApproval } from './panels/notifications'
import { Notices, Question, TokenSheet } from './panels/Sheets'
import { Story } from './panels/Story'
import { Tabs } from './panels/Tabs'
import { isFirstVisit } from './panels/isFirstVisit'
import { useKeys } from './panels/useKeys'
import { useTheme } from './panels/useTheme'
import { WorldView } from './panels/world/WorldView'
import { go, route, useRoute } from './route/navigate'
import type { Scene } from './scene/scene'
import { pauseOrResume, step } from './store/actions'
import { followFilm } from './store/film'
import { followRoute, setHighlight, nextColor, nextLayer } from './store/viewActions'
import { Session } from './store/session'

// Parts that the first picture of the world does not need are loaded on demand.
const Controls = lazy(() => import('./panels/controls/Controls').then((m) => ({ default: m.Controls })))
const Molbots = lazy(() => import('./panels/Molbots').then((m) => ({ default: m.Molbots })))
const Traits = lazy(() => import('./panels/traits/Traits').then((m) => ({ default: m.Traits })))
const Help = lazy(() => import('./panels/Help').then((m) => ({ default: m.Help })))
const Tour = lazy(() => import('./panels/Tour').then((m) => ({ default: m.Tour })))
const CyclePage = lazy(() => import('./panels/pages/CyclePage').then((m) => ({ default: m.CyclePage })))
const TraitPage = lazy(() => import('./panels/pages/TraitPage').then((m) => ({ default: m.TraitPage })))

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

/** The session lives as long as the page, whichever of its views is open. */
function useSession(): { retry: () => void } {
  const session = useRef<Session | null>(null)
  useEffect(() => {
    const made = new Session()
    session.current = made
    const stop = followRoute()
    const stopFilm = followFilm()
    return () => {
      stop()
      stopFilm()
      made.stop()
    }
  }, [])
  return { retry: () => session.current?.retry() }
}

export function App() {
  return <QueryClientProvider client={queryClient}><Page /></QueryClientProvider>
}

function Page() {
  const { retry } = useSession()
  const [theme, setTheme] = useTheme()
  const [help, setHelp] = useState(false)
  const [tour, setTour] = useState(isFirstVisit)
  const page = useRoute((r) => r.page)
  const mode = useRoute((r) => r.mode)
  const reducedMotion = useReducedMotion()
  const scene = useRef<Scene | null>(null)
  useAnnouncedApproval()
  useKeys({
    ' ': pauseOrResume,
    '.': () => void step(),
    '?': () => setHelp(true),
    f: () => scene.current?.fit(),
    d: () => go({ tall: !route.getState().tall }),
    g: () => go({ dock: route.getState().dock === 'curves' ? 'lineage' : 'curves' }),
    c: nextColor,
    l: nextLayer,
    1: () => go({ tab: 'cycles' }),
    2: () => go({ tab: 'traits' }),
    3: () => go({ tab: 'molbots' }),
    4: () => go({ tab: 'world' }),
    Escape: () => {
      if (mode === 'kiosk') go({ mode: 'page' })
      scene.current?.unpick()
      setHighlight(null)
    },
    t: () => setTheme(theme === 'dark' ? 'light' : 'dark'),
    '+': () => scene.current?.zoom(1.4),
    '=': () => scene.current?.zoom(1.4),
    '-': () => scene.current?.zoom(1 / 1.4),
  })
  return (
    <div className={`page mode-${mode}`}>
      {mode !== 'embed' && <Header theme={theme} setTheme={setTheme} help={() => setHelp(true)} retry={retry} />}
      {page.kind === 'home' ? <Home theme={theme} reducedMotion={reducedMotion} scene={scene} /> : (
        <main className="full">
          <Suspense fallback={<p className="empty loading" role="status"><span className="spinner" aria-hidden="true" /> Loading the page…</p>}>
            {page.kind === 'cycle' ? <CyclePage id={page.id} /> : <TraitPage id={page.id} />}
          </Suspense>
          <Notices />
        </main>
      )}
      <Suspense>
        {help && <Help close={() => setHelp(false)} tour={() => {
          setHelp(false)
          setTour(true)
        }} />}
        {tour && mode === 'page' && page.kind === 'home' && <Tour close={() => setTour(false)} />}
      </Suspense>
      <TokenSheet />
      <Question />
    </div>
  )
}

/** The world with everything around it. */
function Home({ theme, reducedMotion, scene }: { theme: 'dark' | 'light'; reducedMotion: boolean; scene: React.RefObject<Scene | null> }) {
  const tab = useRoute((r) => r.tab)
  const tall = useRoute((r) => r.tall)
  const mode = useRoute((r) => r.mode)
  return (
    <main className={tall ? 'tall' : ''}>
      <WorldView theme={theme} reducedMotion={reducedMotion} scene={scene} />
      {mode === 'page' && (
        <Tabs current={tab} choose={(to) => go({ tab: to })} tabs={[
          { id: 'cycles', title: 'Evolution', body: <><SinceLastVisit /><Cycles /></> },
          { id: 'traits', title: 'Traits', body: <Traits /> },
          { id: 'molbots', title: 'Molbots', body: <Molbots shown={tab === 'molbots'} /> },
          { id: 'world', title: 'Controls', body: <Controls shown={tab === 'world'} /> },
        ]} />
      )}
      {mode === 'kiosk' && <Story />}
      {mode !== 'embed' && <Feed />}
      {mode !== 'embed' && <Dock theme={theme} />}
      <Notices />
    </main>
  )
}
