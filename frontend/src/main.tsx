import { createRoot } from 'react-dom/client'
import { App } from './App'
import './style/page.css'
import './style/panels.css'

createRoot(document.getElementById('root')!).render(<App />)
