import { useState } from 'react'
import { CHARTS, type ChartID } from '../../curves/charts'
import type { Range } from '../../curves/plot'
import { Icon } from '../Icon'
import { Curve } from './Curve'
import { Lineage } from './Lineage'

interface Props {
  theme: string
  tall: boolean
  setTall: (tall: boolean) => void
  shown: 'curves' | 'lineage'
  show: (what: 'curves' | 'lineage') => void
}

/** Below the world: the curves, one or all at once, and the phylogeny. */
export function Dock({ theme, tall, setTall, shown, show }: Props) {
  const [chart, setChart] = useState<ChartID>('population')
  const [range, setRange] = useState<Range>(null)
  return (
    <section className="panel curves" aria-label="Curves and lineage">
      <div className="dock-bar">
        <div className="switch" role="group" aria-label="Show below the world">
          <button aria-pressed={shown === 'curves'} onClick={() => show('curves')}>Curves</button>
          <button aria-pressed={shown === 'lineage'} onClick={() => show('lineage')}>Lineage</button>
        </div>
        {shown === 'curves' && !tall && (
          <select aria-label="Curve" value={chart} onChange={(e) => setChart(e.target.value as ChartID)}>
            {CHARTS.map((c) => <option key={c.id} value={c.id}>{c.title}</option>)}
          </select>
        )}
        <button className="icon-button small grow" aria-pressed={tall} onClick={() => setTall(!tall)}
          aria-label={tall ? 'Make it small' : 'Make it large'} title={`${tall ? 'Smaller' : 'All of them, larger'} (d)`}>
          <Icon name={tall ? 'down' : 'up'} size={16} />
        </button>
      </div>
      {shown === 'lineage' ? <Lineage theme={theme} /> : tall ? (
        <div className="multiples">
          {CHARTS.map((c) => <Curve key={c.id} id={c.id} theme={theme} range={range} setRange={setRange} small />)}
        </div>
      ) : <Curve id={chart} theme={theme} range={range} setRange={setRange} />}
    </section>
  )
}
