import { useId, useState } from 'react'
import { front, scatter, spawn } from '../../store/actions'
import { Icon } from '../Icon'

/** Single actions on the world: food, founders, weather. */
export function WorldActions() {
  return (
    <section className="acts" aria-label="What you can do to the world">
      <Act icon="food" title="Scatter food" unit="pieces" min={10} max={1000} first={200} act={scatter} say={(n) => `Scatter ${n}`} />
      <Act icon="user" title="Add founders" unit="molbots" min={1} max={100} first={20} act={spawn} say={(n) => `Add ${n}`} />
      <Act icon="front" title="Send a front" unit="°C" min={-40} max={40} first={-15} act={front}
        say={(n) => (n < 0 ? `Cold, −${-n} °C` : `Warm, +${n} °C`)} refuse={(n) => n === 0} />
    </section>
  )
}

interface ActProps {
  icon: 'food' | 'user' | 'front'
  title: string
  unit: string
  min: number
  max: number
  first: number
  act: (n: number) => Promise<void>
  say: (n: number) => string
  refuse?: (n: number) => boolean
}

function Act({ icon, title, unit, min, max, first, act, say, refuse }: ActProps) {
  const [n, setN] = useState(first)
  const [busy, setBusy] = useState(false)
  const id = useId()
  const press = async () => {
    setBusy(true)
    await act(n)
    setBusy(false)
  }
  return (
    <div className="act">
      <label htmlFor={id}><Icon name={icon} size={15} /> {title}</label>
      <input id={id} type="range" min={min} max={max} step={1} value={n} aria-valuetext={`${n} ${unit}`} onChange={(e) => setN(e.target.valueAsNumber)} />
      <button className="small-button" disabled={busy || refuse?.(n)} onClick={() => void press()}>{say(n)}</button>
    </div>
  )
}
