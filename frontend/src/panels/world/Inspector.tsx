import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { call, explain } from '../../api/client'
import { css } from '../../scene/colors'
import type { Picked } from '../../scene/scene'
import { showMolbot, hover } from '../../store/viewActions'
import { rename, star } from '../../store/stars'
import { store, useGenesis } from '../../store/store'
import type { Kin, MolbotLife } from '../../wire/types'
import { count, value } from '../format'
import { CopyLink } from '../CopyLink'
import { Icon } from '../Icon'
import { Term } from '../Term'
import { GENES, positionInRange } from './genes'

const Explain = lazy(() => import('./Explain').then((m) => ({ default: m.Explain })))

interface Props {
  follow: (on: boolean) => void
  close: () => void
}

/** Everything about the selected molbot: its state, traits, genome and lineage. */
export function Inspector({ follow, close }: Props) {
  const picked = useGenesis((s) => s.picked)
  const [explained, setExplained] = useState(false)
  const stars = useGenesis((s) => s.stars)
  const traced = useGenesis((s) => s.traced)
  const { life, trouble } = useLife(picked?.id ?? null, picked?.gone ?? false)
  if (!picked) return null
  const traits = life?.traits ?? picked.traits ?? []
  return (
    <aside className={explained ? 'float inspector card-picked explained' : 'float inspector card-picked'} aria-label={`Molbot ${picked.id ?? ''}`}>
      <header>
        <span className="swatch" style={{ background: css(picked.color) }} />
        <h2>{picked.id ?? 'molbot'}</h2>
        {picked.id && (
          <button className="icon-button small star" aria-pressed={picked.id in stars} onClick={() => star(picked.id!)} aria-label="Star"
            title={picked.id in stars ? 'Remove its star and name' : 'Star it: this browser remembers it'}><Icon name="star" size={15} /></button>
        )}
        <button className="icon-button small" aria-pressed={traced} disabled={picked.gone} onClick={() => store.setState({ traced: !traced })} aria-label="Draw its path"
          title={traced ? 'Stop drawing its path' : 'Draw its path'}><Icon name="path" size={15} /></button>
        <button className="icon-button small" aria-pressed={picked.following} disabled={picked.gone} onClick={() => follow(!picked.following)}
          title={picked.following ? 'Stop following (or drag)' : 'Follow it'} aria-label="Follow"><Icon name="watcher" size={16} /></button>
        <button className="icon-button small" onClick={close} aria-label="Close" title="Close (esc)"><Icon name="close" size={15} /></button>
      </header>
      {picked.id && picked.id in stars && (
        <input className="name-field" key={picked.id} aria-label={`Name of ${picked.id}`} placeholder="Give it a name" maxLength={40} defaultValue={stars[picked.id]}
          onChange={(e) => rename(picked.id!, e.target.value)} />
      )}
      {picked.id && <p className="tools-row"><CopyLink to={{ molbot: picked.id }} what={picked.id} /></p>}
      <Energy picked={picked} most={life?.max_energy} />
      {picked.gone && <p className="died">It has died; this is its last known state.</p>}
      {!life && !picked.gone && (trouble ? <p className="failing slim" role="status">Cannot load its state. {trouble}</p> : picked.id && <p className="quiet" role="status">Loading its state…</p>)}
      {life && <State life={life} gone={picked.gone} />}
      <ul className="chips" aria-label="Traits">
        {traits.map((t) => (
          <li key={t} className={life?.deactivated_traits?.includes(t) ? 'off' : ''} onPointerEnter={() => hover({ kind: 'trait', trait: t })}
            onPointerLeave={() => hover(null)} title={life?.deactivated_traits?.includes(t) ? 'deactivated: it failed on this molbot' : 'point at it to see who else bears it'}>{t}</li>
        ))}
        {traits.length === 0 && <li className="off">no traits</li>}
      </ul>
      {picked.id && (
        <section>
          <button className="small-button why-button" aria-expanded={explained} onClick={() => setExplained(!explained)}>{explained ? 'Stop explaining' : 'Why does it do that?'}</button>
          {explained && <Suspense fallback={<p className="quiet" role="status">Loading…</p>}><Explain key={picked.id} id={picked.id} /></Suspense>}
        </section>
      )}
      {life && <Genome genes={life.genes} hash={life.dna_hash} />}
      {life && <Line life={life} />}
    </aside>
  )
}

/** Polls the selected molbot while it lives, and keeps the last known state afterwards. */
function useLife(id: string | null, gone: boolean): { life: MolbotLife | null; trouble: string } {
  const q = useQuery({
    queryKey: ['molbot', id],
    queryFn: ({ signal }) => call<MolbotLife>('GET', `/api/world/molbots/${id}`, undefined, signal),
    enabled: id !== null && !gone,
    refetchInterval: 2000,
    gcTime: 60_000,
  })
  return { life: q.data ?? null, trouble: q.isError && !q.data ? explain(q.error) : '' }
}

function Energy({ picked, most }: { picked: Picked; most?: number }) {
  const share = most ? Math.min(picked.energy / most, 1) : 0
  return (
    <div className="gauge" title="energy">
      <span className="bar"><span style={{ width: `${share * 100}%` }} /></span>
      <span>energy {value(Math.round(picked.energy))}{most ? ` of ${value(Math.round(most))}` : ''}</span>
    </div>
  )
}

function State({ life, gone }: { life: MolbotLife; gone: boolean }) {
  return (
    <dl className="facts">
      <div><dt>Age</dt><dd>{count(life.age)} ticks</dd></div>
      <div><dt>Generation</dt><dd>{count(life.generation)}</dd></div>
      <div><dt>State</dt><dd>{gone ? 'dead' : <Term name={life.state} />}</dd></div>
    </dl>
  )
}

function Genome({ genes, hash }: { genes: Record<string, number>; hash: string }) {
  return (
    <section>
      <h3>Genome <code title="hash of its DNA">{hash.slice(0, 10)}</code></h3>
      <dl className="genes">
        {Object.entries(genes).map(([name, v]) => {
          const place = positionInRange(name, v)
          return (
            <div key={name} title={GENES[name]?.about}>
              <dt>{name}</dt>
              <dd>
                {place !== null && <span className="bar"><span className="pin" style={{ left: `${place * 100}%` }} /></span>}
                <span className="n">{value(v)} {GENES[name]?.unit}</span>
              </dd>
            </div>
          )
        })}
      </dl>
    </section>
  )
}

function Line({ life }: { life: MolbotLife }) {
  const parent = life.ancestors.at(0)
  const living = life.children.filter((k) => k.died_at_tick === undefined)
  return (
    <section>
      <h3>Lineage</h3>
      <p className="kin">
        {life.parent_id ? <>child of <MolbotLink id={life.parent_id} kin={parent} /></> : 'a founder'}
        {life.ancestors.length > 1 && <>, from <MolbotLink id={life.ancestors.at(-1)!.id} kin={life.ancestors.at(-1)} /> {count(life.ancestors.length)} generations back</>}
      </p>
      <p className="kin">
        {life.children.length === 0 ? 'no children yet' : <>{count(life.children.length)} {life.children.length === 1 ? 'child' : 'children'}, {count(living.length)} alive </>}
        {living.slice(0, 4).map((k) => <MolbotLink key={k.id} id={k.id} kin={k} />)}
      </p>
    </section>
  )
}

/** A link to another molbot, if it is alive. */
function MolbotLink({ id, kin }: { id: string; kin?: Kin }) {
  if (!kin || kin.died_at_tick !== undefined) return <code title={kin?.died_at_tick ? `died at tick ${count(kin.died_at_tick)}` : 'no longer on record'}>{id} †</code>
  return <button className="link" onClick={() => showMolbot(id)}>{id}</button>
}
