import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './App'
import './styles/theme.css'
import './styles/layout.css'
import './styles/parts.css'
import './styles/pages.css'
import './styles/records.css'
import './styles/forms.css'
import './styles/home.css'
import './styles/calendar.css'
import './styles/devices.css'
import './styles/guide.css'
import './styles/turns.css'
import './styles/photos.css'
import './styles/photoTools.css'
import './styles/seeing.css'
import './styles/search.css'
import './styles/knowledge.css'
import './styles/typing.css'

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
)

// Elsewhere than at a safe address, and while the page is being developed, it is not kept.
if (import.meta.env.PROD && 'serviceWorker' in navigator) {
  window.addEventListener('load', () => {
    // Private windows of some browsers refuse; the page works all the same.
    navigator.serviceWorker.register('/assets/offline.js', { scope: '/' }).catch(() => undefined)
  })
}
