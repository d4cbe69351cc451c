import { useState } from 'react'
import { store, useGenesis } from '../../store/store'
import type { Tool } from '../../store/view'
import { Icon, type IconName } from '../Icon'

const TOOLS: { tool: Tool; title: string; icon: IconName }[] = [
  { tool: 'food', title: 'Food here', icon: 'food' },
  { tool: 'founders', title: 'Founders here', icon: 'user' },
  { tool: 'warm', title: 'A warm front here', icon: 'front' },
  { tool: 'cold', title: 'A cold front here', icon: 'front' },
]

/** The tools that put something into the world with a click. A tool stays in hand until it is put away. */
export function Toolbox() {
  const [open, setOpen] = useState(false)
  const hand = useGenesis((s) => s.tool)
  const take = (tool: Tool | null) => store.setState({ tool })
  const toggle = () => {
    if (open) take(null)
    setOpen(!open)
  }
  return (
    <span className="toolbox">
      <button className="icon-button" aria-expanded={open} onClick={toggle} aria-label="Tools" title={open ? 'Put the tools away' : 'Tools: put food, founders or a front into the world'}><Icon name="tools" /></button>
      {open && (
        <span className="float toolbox-list" role="group" aria-label="Tools for the world">
          {TOOLS.map(({ tool, title, icon }) => (
            <button key={tool} className={`small-button ${tool}`} aria-pressed={hand === tool} onClick={() => take(hand === tool ? null : tool)}><Icon name={icon} size={15} /> {title}</button>
          ))}
          <span className="hint" role="status">{hand ? 'Click in the world, or press Enter to use it in the middle.' : 'Choose a tool.'}</span>
        </span>
      )}
    </span>
  )
}
