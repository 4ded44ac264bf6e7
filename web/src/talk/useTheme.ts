import { useEffect, useState } from 'react'
import { useStored } from './stored'

export type Theme = 'auto' | 'light' | 'dark'
const THEMES = ['auto', 'light', 'dark'] as const

/** Light or dark: the person's choice, else the device's. */
export function useTheme(): { theme: Theme; dark: boolean; next: () => void } {
  const [theme, setTheme] = useStored<Theme>('theme', 'auto', THEMES)
  const [deviceDark, setDeviceDark] = useState(() => darkQuery().matches)
  useEffect(() => {
    const query = darkQuery()
    const follow = () => setDeviceDark(query.matches)
    query.addEventListener('change', follow)
    return () => query.removeEventListener('change', follow)
  }, [])
  const dark = theme === 'dark' || (theme === 'auto' && deviceDark)
  useEffect(() => {
    document.documentElement.dataset['theme'] = dark ? 'dark' : 'light'
    document.querySelector('meta[name=theme-color]')?.setAttribute('content', dark ? '#131217' : '#f7f4ee')
  }, [dark])
  const next = () => setTheme(THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'auto')
  return { theme, dark, next }
}

function darkQuery(): MediaQueryList {
  return window.matchMedia('(prefers-color-scheme: dark)')
}
