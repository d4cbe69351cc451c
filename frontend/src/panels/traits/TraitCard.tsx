import { lazy, Suspense, useEffect, useId, useMemo, useRef, useState } from 'react'
import { go, linkTo } from '../../route/navigate'
import { HOME } from '../../route/route'
import { css, KINDS } from '../../scene/colors'
import { pin, rollBackOrVeto, unpin } from '../../store/evolve'
import { hover, setHighlight } from '../../store/viewActions'
import { generatedTraits, type LivingTrait } from '../../store/reduce'
import { useGenesis } from '../../store/store'
import type { Ancestor, Mutation } from '../../wire/types'
import { count, moment, plural, signed, withSpaces } from '../format'
import { Icon } from '../Icon'
import { Code, Source } from '../Source'
import { save } from '../../curves/save'
import { ConfirmButton } from '../ConfirmButton'
import { CopyLink } from '../CopyLink'
import { useAnswer } from '../useAnswer'
import { Diff } from './Diff'

const Heat = lazy(() => import('../heat/Heat').then((m) => ({ default: m.Heat })))

/** Opens a source under a new name for editing. */
export type EditCopy = (source: string, name: string) => void

interface Props {
  trait: LivingTrait
  population: number
  /** Number of programs made from it. */
  descendants: number
  expanded: boolean
  editCopy: EditCopy
}

/** One trait, and with its source and actions when opened. */
export function TraitCard({ trait, population, descendants, expanded, editCopy }: Props) {
  const body = useId()
  const card = useRef<HTMLLIElement>(null)
  useEffect(() => {
    if (expanded) card.current?.scrollIntoView({ block: 'nearest' })
  }, [expanded])
  const { census, mutation } = trait
  const id = `${trait.name}_v${trait.version}`
  const bearers = census?.bearers ?? 0
  const share = population > 0 ? Math.min(bearers / population, 1) : 0
  const generated = mutation !== null || census?.generated === true
  const color = useColor(id)
  return (
    <li ref={card} className="card trait" data-trait={id} onPointerEnter={() => hover({ kind: 'trait', trait: id })} onPointerLeave={() => hover(null)}>
      <button className="card-head" aria-expanded={expanded} aria-controls={body} onClick={() => go({ trait: expanded ? null : id })}>
        <Icon name="chevron" size={14} />
        {color && <span className="swatch" style={{ background: color }} />}
        <span className="name">{trait.name} <small>v{trait.version}</small></span>
        {mutation?.pinned && <span className="badge plain" title="Never retired to make room">pinned</span>}
        <span className={`badge ${mutation?.status ?? (generated ? 'applied' : 'plain')}`}>
          {mutation ? withSpaces(mutation.status) : generated ? 'generated' : 'ancestor'}
        </span>
      </button>
      <div className="share" role="img" aria-label={`${Math.round(share * 100)} % of the molbots bear it`}>
        <span style={{ width: `${share * 100}%` }} />
      </div>
      <p className="meta">
        {count(bearers)} of {count(population)} bear it
        {mutation?.kept && <> · {mutation.kept === 'helps' ? 'kept: it helps' : 'kept: harmless and new'}</>}
        {mutation?.model && <> · by {mutation.model}</>}
        {mutation?.runtime && <span title={mutation.runtime === 'compiled' ? 'Runs as compiled closures' : 'Runs on the interpreter'}> · {mutation.runtime}</span>}
        {mutation ? <> · since {moment(Date.parse(mutation.applied_at ?? mutation.created_at))}</> : !generated && <> · by hand · since the world began</>}
        {mutation && mutation.score !== 0 && (
          <> · <span className={mutation.score > 0 ? 'good' : 'bad'} title="Net gain of its bearers in its trial: energy per 1,000 molbot-ticks">
            {signed(mutation.score)} energy
          </span></>
        )}
        {descendants > 0 && <> · <span title="Programs that were bred or written from it, directly or through others">{plural(descendants, 'descendant')}</span></>}
      </p>
      {census && census.faults > 0 && <p className="why">{count(census.faults)} faults. {census.last_fault}</p>}
      <div id={body} hidden={!expanded}>{expanded && <TraitDetails id={id} mutation={mutation} editCopy={editCopy} />}</div>
    </li>
  )
}

/** The trait's colour in the world while that is coloured by trait. */
function useColor(id: string): string | null {
  const mutations = useGenesis((s) => s.mutations)
  const shown = useGenesis((s) => s.colorBy === 'trait')
  const place = useMemo(() => generatedTraits({ mutations }).indexOf(id), [mutations, id])
  return shown && place >= 0 && place < KINDS.length ? css(KINDS[place]) : null
}

/** A trait's purpose, its actions and its source. */
export function TraitDetails({ id, mutation, editCopy, page }: { id: string; mutation: Mutation | null; editCopy: EditCopy; page?: boolean }) {
  const lit = useGenesis((s) => s.light?.kind === 'trait' && s.light.trait === id)
  return (
    <div className="details">
      {mutation ? <p>{mutation.description}</p> : <p>One of the first traits, written by hand and compiled into the engine.</p>}
      <div className="steering">
        <div className="row">
          <button className="small-button" aria-pressed={lit} onClick={() => setHighlight(lit ? null : { kind: 'trait', trait: id })}>Keep its bearers highlighted</button>
          {mutation && <button className="small-button" onClick={() => void (mutation.pinned ? unpin(mutation.id) : pin(mutation.id))}>{mutation.pinned ? 'Unpin' : 'Pin'}</button>}
          {!page && (
            <a className="small-button" href={linkTo({ page: { kind: 'trait', id } })} onClick={(e) => {
              e.preventDefault()
              go({ ...HOME, page: { kind: 'trait', id } })
            }}>Open as a page</a>
          )}
          <CopyLink to={{ page: { kind: 'trait', id } }} what={id} />
          {mutation && (mutation.status === 'applied' || mutation.status === 'canary') && (
            <ConfirmButton confirm="Take it out of the world" act={() => rollBackOrVeto(mutation)}>Roll back</ConfirmButton>
          )}
        </div>
      </div>
      {mutation ? <Versions mutation={mutation} editCopy={editCopy} /> : <AncestorCard id={id} editCopy={editCopy} />}
    </div>
  )
}

/** What one of the first traits does, and its source. */
function AncestorCard({ id, editCopy }: { id: string; editCopy: EditCopy }) {
  const { answer, trouble } = useAnswer<Ancestor[]>('/api/ancestors')
  const [hot, setHot] = useState(false)
  if (trouble) return <p className="quiet">No source: {trouble}</p>
  const ancestor = answer?.find((a) => `${a.name}_v${a.version}` === id)
  if (!ancestor) return answer ? <p className="quiet">Its source is not on record.</p> : <p className="quiet" role="status">Loading the source…</p>
  return (
    <>
      <div className="row">
        <HeatButton on={hot} set={setHot} />
        <SourceButtons name={ancestor.name} source={ancestor.source_code} editCopy={editCopy} />
      </div>
      {hot ? <Warm id={id} source={ancestor.source_code} /> : (
        <figure className="source">
          <figcaption><span>{ancestor.about}</span></figcaption>
          <Code source={ancestor.source_code} />
        </figure>
      )}
    </>
  )
}

/** The source, or the changes since the previous version. */
function Versions({ mutation, editCopy }: { mutation: Mutation; editCopy: EditCopy }) {
  const others = useGenesis((s) => s.mutations)
  const [against, setAgainst] = useState('')
  const [hot, setHot] = useState(false)
  const runs = mutation.status === 'applied' || mutation.status === 'canary'
  const older = others.filter((m) => m.id !== mutation.id && (m.trait_name === mutation.trait_name || m.id === mutation.parent))
  const meta = `${mutation.cycle_id} · ${mutation.id}${mutation.runtime ? ` · runs ${mutation.runtime}` : ''}`
  return (
    <>
      <div className="row">
        <select aria-label="What to show" value={against} onChange={(e) => setAgainst(e.target.value)}>
          <option value="">source</option>
          {mutation.parent && <option value={mutation.parent}>changes since its parent, {mutation.parent}</option>}
          {older.filter((m) => m.id !== mutation.parent).map((m) => <option key={m.id} value={m.id}>changes since v{m.version} ({withSpaces(m.status)})</option>)}
        </select>
        {runs && <HeatButton on={hot} set={setHot} />}
        <FromSource mutation={mutation} editCopy={editCopy} />
      </div>
      {hot && runs ? <WarmMutation mutation={mutation} /> : against ? <Diff mutation={mutation.id} against={against} /> : <Source mutation={mutation.id} />}
      <p className="meta"><code>{meta}</code></p>
    </>
  )
}

function HeatButton({ on, set }: { on: boolean; set: (on: boolean) => void }) {
  return <button className="tool" aria-pressed={on} onClick={() => set(!on)} title="Counts how often its bearers run each line while this is open">Heat map</button>
}

function Warm({ id, source }: { id: string; source: string }) {
  return <Suspense fallback={<p className="quiet" role="status">Loading…</p>}><Heat trait={id} source={source} /></Suspense>
}

function WarmMutation({ mutation }: { mutation: Mutation }) {
  const { answer, trouble } = useAnswer<{ source_code: string }>(`/api/mutations/${encodeURIComponent(mutation.id)}/source`)
  if (!answer) return <p className="quiet" role="status">{trouble ? `No source: ${trouble}` : 'Loading the source…'}</p>
  return <Warm id={`${mutation.trait_name}_v${mutation.version}`} source={answer.source_code} />
}

/** Export and "edit a copy" for a mutation, once its source has loaded. */
export function FromSource({ mutation, editCopy }: { mutation: Mutation; editCopy: EditCopy }) {
  const { answer } = useAnswer<{ source_code: string }>(`/api/mutations/${encodeURIComponent(mutation.id)}/source`)
  return answer ? <SourceButtons name={mutation.trait_name} source={answer.source_code} editCopy={editCopy} /> : null
}

function SourceButtons({ name, source, editCopy }: { name: string; source: string; editCopy: EditCopy }) {
  return (
    <>
      <button className="tool" onClick={() => editCopy(source, name)}>Edit a copy</button>
      <button className="tool" onClick={() => save(new Blob([source], { type: 'text/x-go' }), `trait_${name}.go`)}>Export</button>
    </>
  )
}
