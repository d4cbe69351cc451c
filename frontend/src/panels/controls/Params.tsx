import { useEffect, useId, useRef, useState } from 'react'
import { setParam } from '../../store/actions'
import { checkParam } from '../../store/reduce'
import { useGenesis } from '../../store/store'
import type { Param } from '../../wire/types'
import { value as print, withSpaces } from '../format'
import { QueryContent } from '../QueryContent'
import { Icon } from '../Icon'
import { moveSlider, stepOf, toSlider } from '../slider'

/** The world's parameters: those that can be changed have a slider, the others are only shown. */
export function Params() {
  const params = useGenesis((s) => s.params)
  const fixed = params.filter((p) => !p.live)
  return (
    <QueryContent topic="params" what="the parameters" any={params.length > 0} empty="This world has no parameters.">
      {params.filter((p) => p.live).map((p) => <Slider key={p.name} param={p} />)}
      {fixed.length > 0 && (
        <dl className="fixed">
          {fixed.map((p) => (
            <div key={p.name}><dt>{withSpaces(p.name)}</dt><dd>{told(p)}, fixed</dd></div>
          ))}
        </dl>
      )}
    </QueryContent>
  )
}

/** A value as people write it: a switch is on or off, not a number. */
function told(p: Param): string {
  if (p.integer && p.min === 0 && p.max === 1) return p.value === 0 ? 'none' : 'yes'
  return [print(p.value), p.unit].join(' ').trim()
}

/** How long after a change the API's value is ignored, because it may be older than the change [ms]. */
const SETTLE_MS = 1500

/** How long after a key press the slider's value is sent [ms]. */
const KEYS_MS = 300

function Slider({ param }: { param: Param }) {
  const [draft, setDraft] = useState<number | null>(null)
  const [wrong, setWrong] = useState('')
  const timer = useRef(0)
  const id = useId()
  useEffect(() => () => clearTimeout(timer.current), [])
  const shown = draft ?? param.value
  /** Key presses come in bursts; only the last value counts. */
  const commitSoon = (wanted: number) => {
    clearTimeout(timer.current)
    timer.current = window.setTimeout(() => void commit(wanted), KEYS_MS)
  }
  /** Sends a value within the limits. Returns whether it was accepted. */
  const commit = async (wanted: number): Promise<boolean> => {
    clearTimeout(timer.current)
    const problem = checkParam(param, wanted)
    setWrong(problem ?? '')
    if (problem) return false
    setDraft(wanted)
    const took = await setParam(param.name, wanted)
    if (!took) setWrong('The API rejected it; the value is unchanged.')
    timer.current = window.setTimeout(() => setDraft(null), SETTLE_MS)
    return took
  }
  return (
    <div className="param">
      <div className="param-head">
        <label htmlFor={id}>{withSpaces(param.name)}</label>
        <ExactNumber param={param} value={shown} commit={commit} wrong={wrong !== ''} forget={() => setWrong('')} describedBy={`${id}-about`} />
        <button className="icon-button" disabled={shown === param.default && !wrong} onClick={() => void commit(param.default)}
          aria-label={`Reset ${withSpaces(param.name)} to ${print(param.default)}`} title={`Reset to ${print(param.default)}`}>
          <Icon name="reset" size={15} />
        </button>
      </div>
      <input id={id} type="range" min={0} max={1000} step={1} value={toSlider(param, shown)} data-param={param.name}
        aria-valuetext={`${print(shown)} ${param.unit}`} aria-describedby={`${id}-about`}
        onChange={(e) => setDraft(moveSlider(param, shown, e.target.valueAsNumber))}
        onPointerUp={() => draft !== null && void commit(draft)}
        onKeyUp={() => draft !== null && commitSoon(draft)}
        onBlur={() => draft !== null && draft !== param.value && void commit(draft)} />
      <p className="about" id={`${id}-about`}>
        {wrong && <strong className="wrong" role="alert">{wrong} </strong>}
        {print(param.min)} to {[print(param.max), param.unit].join(' ').trim()}, default {print(param.default)} · {param.about}
      </p>
    </div>
  )
}

interface NumberProps {
  param: Param
  value: number
  commit: (v: number) => Promise<boolean>
  wrong: boolean
  forget: () => void
  describedBy: string
}

/**
 * A field for the exact value. It takes effect on Enter or when it loses the focus. A rejected value stays for
 * correction; Escape restores the old one.
 */
function ExactNumber({ param, value, commit, wrong, forget, describedBy }: NumberProps) {
  const [text, setText] = useState<string | null>(null)
  useEffect(() => {
    if (!wrong) setText((t) => (t !== null && document.activeElement?.getAttribute('data-number') === param.name ? t : null))
  }, [value, wrong, param.name])
  const done = async () => {
    if (text === null) return
    const wanted = numberOf(text)
    if (wanted === value) return setText(null)
    if (await commit(wanted)) setText(null)
  }
  return (
    <input className="number" inputMode="decimal" data-number={param.name} aria-invalid={wrong}
      aria-label={`${withSpaces(param.name)}, exact`} aria-describedby={describedBy} value={text ?? String(round(value))}
      onChange={(e) => setText(e.target.value)} onBlur={() => void done()} onKeyDown={(e) => {
        if (e.key === 'Enter') void done()
        if (e.key === 'Escape') {
          setText(null)
          forget()
        }
        const way = e.key === 'ArrowUp' ? 1 : e.key === 'ArrowDown' ? -1 : 0
        if (way !== 0) {
          e.preventDefault()
          setText(null)
          void commit(Math.min(Math.max(+(value + way * stepOf(param)).toPrecision(12), param.min), param.max))
        }
      }} />
  )
}

/**
 * Parses a number that somebody typed; it accepts a decimal comma and a typographic minus. Empty text is not a number.
 */
export function numberOf(text: string): number {
  const plain = text.trim().replace(/[−–]/g, '-').replace(/^(-?\d+),(\d+)$/, '$1.$2')
  return plain === '' ? NaN : +plain
}

function round(v: number): number {
  return +v.toPrecision(6)
}
