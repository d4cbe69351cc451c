import { createRoot } from 'react-dom/client'
import { App } from './App'
import { readStars } from './store/stars'
import { store } from './store/store'
import './style/page.css'
import './style/panels.css'
import './style/heat.css'
import './style/world.css'
import './style/dock.css'
import './style/evolution.css'

store.setState({ stars: readStars() })
createRoot(document.getElementById('root')!).render(<App />)
