import { useEffect, useMemo, useState } from 'react'
import { css } from '../../scene/colors'
import { LAYER_RAMPS, type LayerName } from '../../scene/layers'
import type { MolbotFilter } from '../../scene/molbotFilter'
import type { ColorBy, LegendRow } from '../../scene/painter'
import { chooseColor, chooseLayer, hover, setHighlight, wantTree } from '../../store/viewActions'
import { route } from '../../route/navigate'
import { useGenesis } from '../../store/store'
import { QueryContent } from '../QueryContent'
import { count, withMinusSigns, value } from '../format'
import { useSettledOrder } from '../useSettledOrder'
import { Icon } from '../Icon'

const COLORS: [ColorBy, string][] = [
  ['kin', 'inherited'], ['species', 'species'], ['trait', 'trait'], ['energy', 'energy'], ['age', 'age'], ['generation', 'generation'],
]
const LAYERS: [LayerName, string][] = [
  ['resources', 'resources'], ['temperature', 'temperature'], ['scent', 'scent'], ['fertility', 'fertility'],
]
const CHANNELS = [0, 1, 2, 3]

const narrow = matchMedia('(max-width: 820px), (max-height: 560px)')

/**
 * The meaning of the colours, and which ones are shown. Pointing at a row highlights its molbots; a click keeps them
 * highlighted.
 */
export function Legend() {
  const [open, setOpen] = useState(!narrow.matches && route.getState().mode === 'page')
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

/** A row of the legend with the index of its class, which identifies its highlight. */
interface Placed extends LegendRow {
  place: number
}

/**
 * The classes with the most molbots first and molbots of no class last; classes with an order of their own, such as
 * ages, keep it.
 */
function arranged(rows: LegendRow[], colorBy: ColorBy): Placed[] {
  const placed = rows.map((r, place) => ({ ...r, place }))
  if (colorBy !== 'species' && colorBy !== 'trait') return placed
  const last = placed.length - 1
  return placed.filter((r) => r.count > 0).sort((a, b) => +(a.place === last) - +(b.place === last) || b.count - a.count || a.place - b.place)
}

function Rows() {
  const rows = useGenesis((s) => s.legend)
  const chosen = useGenesis((s) => s.light)
  const colorBy = useGenesis((s) => s.colorBy)
  const ordered = useMemo(() => arranged(rows, colorBy), [rows, colorBy])
  const { items, handlers } = useSettledOrder(ordered, (r) => r.label)
  if (colorBy === 'kin') return null
  if (rows.length === 0) return colorBy === 'species' ? <QueryContent topic="lineage" what="the species" any={false} empty="No molbot is on record yet." /> : <p className="quiet">Waiting for a picture…</p>
  return (
    <ul {...handlers} onPointerLeave={() => {
      handlers.onPointerLeave()
      hover(null)
    }}>
      {items.map((r) => {
        const mine: MolbotFilter = { kind: 'class', row: r.place }
        const on = chosen?.kind === 'class' && chosen.row === r.place
        return (
          <li key={r.label}>
            <button aria-pressed={on} onPointerEnter={() => hover(mine)} onFocus={() => hover(mine)} onBlur={() => hover(null)}
              onClick={() => setHighlight(on ? null : mine)}>
              <span className="swatch" style={{ background: css(r.color) }} />
              <span className="label">{withMinusSigns(r.label)}</span> <b>{count(r.count)}</b>
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

/** The meaning of a layer's colours, or that it is empty, loading or failing. */
function Scale({ layer }: { layer: LayerName }) {
  const field = useGenesis((s) => s.field)
  const food = useGenesis((s) => s.food)
  const ramp = LAYER_RAMPS[layer].map(css).join(', ')
  const bar = <span className="ramp" style={{ background: `linear-gradient(90deg, ${ramp})` }} />
  if (layer === 'resources') {
    if (food === 0) return <p className="quiet">There is no food in the world.</p>
    return <div className="scale">{bar}<span>no food</span><span>most food</span><span className="about">Energy in food; {count(food)} pieces.</span></div>
  }
  const known = field?.layer === layer ? field : null
  if (!known) return <QueryContent topic="layer" what={`the ${layer}`} any={false} />
  if (layer === 'scent' && known.max <= 0) return <p className="quiet">There is no scent on this channel: no trait has left any recently.</p>
  if (known.max === known.min) return <p className="quiet">It is {figureOf(known.min)} {known.unit} everywhere.</p>
  return (
    <div className="scale">
      {bar}
      <span>{figureOf(known.min)}</span>
      <span>{figureOf(known.max)} {known.unit}</span>
      <span className="about">{ABOUT[layer]}</span>
    </div>
  )
}

const ABOUT: Record<Exclude<LayerName, 'resources'>, string> = {
  temperature: 'How warm it is; each molbot has a temperature that suits it.',
  scent: 'What traits have left for others to smell. It spreads and fades.',
  fertility: 'How well food grows.',
}

function figureOf(v: number): string {
  return value(+v.toPrecision(3))
}
