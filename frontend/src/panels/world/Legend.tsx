import { useEffect, useState } from 'react'
import { css } from '../../scene/colors'
import { LAYER_RAMPS, type LayerName } from '../../scene/field'
import type { Light } from '../../scene/light'
import type { ColorBy } from '../../scene/painter'
import { chooseColor, chooseLayer, hover, light, wantTree } from '../../store/look'
import { useGenesis } from '../../store/store'
import { count, value } from '../format'
import { Icon } from '../Icon'

const COLORS: [ColorBy, string][] = [
  ['kin', 'inherited'], ['species', 'species'], ['trait', 'trait'], ['energy', 'energy'], ['age', 'age'], ['generation', 'generation'],
]
const LAYERS: [LayerName, string][] = [
  ['resources', 'resources'], ['temperature', 'temperature'], ['scent', 'scent'], ['fertility', 'fertility'],
]
const CHANNELS = [0, 1, 2, 3]

const narrow = matchMedia('(max-width: 820px)')

/** What the colours mean, and which ones are shown. A row that is pointed at lights its molbots; a click keeps the light. */
export function Legend() {
  const [open, setOpen] = useState(!narrow.matches)
  const colorBy = useGenesis((s) => s.colorBy)
  useEffect(() => (colorBy === 'species' ? wantTree() : undefined), [colorBy])
  if (!open) {
    return (
      <button className="float legend-open icon-button" onClick={() => setOpen(true)} aria-label="Colours and layers" title="Colours and layers (c, l)">
        <Icon name="palette" />
      </button>
    )
  }
  return (
    <aside className="float world-legend" aria-label="Colours and layers">
      <div className="pick">
        <label>Colour <select aria-label="Colour the molbots by" value={colorBy} onChange={(e) => chooseColor(e.target.value as ColorBy)}>
          {COLORS.map(([id, title]) => <option key={id} value={id}>{title}</option>)}
        </select></label>
        <button className="icon-button small" onClick={() => setOpen(false)} aria-label="Hide colours and layers"><Icon name="close" size={14} /></button>
      </div>
      <Rows />
      <LayerPick />
    </aside>
  )
}

function Rows() {
  const rows = useGenesis((s) => s.legend)
  const chosen = useGenesis((s) => s.light)
  const colorBy = useGenesis((s) => s.colorBy)
  if (colorBy === 'kin') return null
  if (rows.length === 0) return <p className="quiet">{colorBy === 'species' ? 'Reading the phylogeny…' : 'Waiting for a picture…'}</p>
  return (
    <ul onPointerLeave={() => hover(null)}>
      {rows.map((r, row) => {
        const mine: Light = { kind: 'class', row }
        const on = chosen?.kind === 'class' && chosen.row === row
        if (r.count === 0 && (colorBy === 'species' || colorBy === 'trait')) return null
        return (
          <li key={r.label}>
            <button aria-pressed={on} onPointerEnter={() => hover(mine)} onFocus={() => hover(mine)} onBlur={() => hover(null)}
              onClick={() => light(on ? null : mine)}>
              <span className="swatch" style={{ background: css(r.color) }} />
              <span className="label">{r.label}</span> <b>{count(r.count)}</b>
            </button>
          </li>
        )
      })}
    </ul>
  )
}

function LayerPick() {
  const layer = useGenesis((s) => s.layer)
  const channel = useGenesis((s) => s.channel)
  return (
    <>
      <div className="pick">
        <label>Layer <select aria-label="Layer over the ground" value={layer ?? ''} onChange={(e) => chooseLayer((e.target.value || null) as LayerName | null)}>
          <option value="">none</option>
          {LAYERS.map(([id, title]) => <option key={id} value={id}>{title}</option>)}
        </select></label>
        {layer === 'scent' && (
          <select aria-label="Channel of the scent" value={channel} onChange={(e) => chooseLayer('scent', Number(e.target.value))}>
            {CHANNELS.map((c) => <option key={c} value={c}>{c}</option>)}
          </select>
        )}
      </div>
      {layer && <Scale layer={layer} />}
    </>
  )
}

function Scale({ layer }: { layer: LayerName }) {
  const field = useGenesis((s) => s.field)
  const ramp = LAYER_RAMPS[layer].map(css).join(', ')
  const known = layer !== 'resources' && field?.layer === layer ? field : null
  return (
    <div className="scale">
      <span className="ramp" style={{ background: `linear-gradient(90deg, ${ramp})` }} />
      <span>{known ? value(+known.min.toPrecision(3)) : 'none'}</span>
      <span>{known ? `${value(+known.max.toPrecision(3))} ${known.unit}` : layer === 'resources' ? 'most food' : '…'}</span>
    </div>
  )
}
