import { useEffect, useState } from 'react'
import { recall, remember } from './prefs'

export type Theme = 'dark' | 'light'

const light = matchMedia('(prefers-color-scheme: light)')

/** The theme: that of the operating system, as it changes, unless this browser has chosen one. */
export function useTheme(): [Theme, (t: Theme) => void] {
  const [chosen, setChosen] = useState<Theme | null>(kept)
  const [system, setSystem] = useState<Theme>(light.matches ? 'light' : 'dark')
  useEffect(() => {
    const changed = () => setSystem(light.matches ? 'light' : 'dark')
    light.addEventListener('change', changed)
    return () => light.removeEventListener('change', changed)
  }, [])
  const theme = chosen ?? system
  // Set before the children's effects read colours from the page.
  document.documentElement.dataset.theme = theme
  const choose = (t: Theme) => {
    // Choosing the system's current theme means following the system again.
    const next = t === system ? null : t
    remember('theme', next)
    setChosen(next)
  }
  return [theme, choose]
}

function kept(): Theme | null {
  const theme = recall('theme')
  return theme === 'light' || theme === 'dark' ? theme : null
}
