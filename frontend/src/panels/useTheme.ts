import { useEffect, useState } from 'react'

type Theme = 'dark' | 'light'
const KEY = 'genesis.theme'

/** The theme: dark unless this browser has chosen light. */
export function useTheme(): [Theme, (t: Theme) => void] {
  const [theme, setTheme] = useState<Theme>(kept)
  // Before the children's effects read colours off the page.
  document.documentElement.dataset.theme = theme
  useEffect(() => {
    try {
      localStorage.setItem(KEY, theme)
    } catch {
      // Forgotten with the page.
    }
  }, [theme])
  return [theme, setTheme]
}

function kept(): Theme {
  try {
    return localStorage.getItem(KEY) === 'light' ? 'light' : 'dark'
  } catch {
    return 'dark'
  }
}
