import type { EvolutionState, Mutation } from '../wire/types'
import { attempt, change, notify } from './change'
import { queryClient } from '../api/queryClient'
import { reload } from './pollers'
import { store } from './store'

/** Actions on evolution: on its cycles and their mutations. */

const cyclePath = (id: string, what: string) => `/api/evolution/cycles/${encodeURIComponent(id)}/${what}`
const mutationPath = (id: string, what: string) => `/api/mutations/${encodeURIComponent(id)}/${what}`

function started(answer: { cycle_id: string } | undefined): string | undefined {
  if (!answer) return undefined
  notify('good', `Started ${answer.cycle_id}.`, answer.cycle_id)
  void reload('cycles', 'evolution')
  return answer.cycle_id
}

/** Triggers a cycle. Returns its id, or undefined if it was rejected. */
export async function trigger(reason: string): Promise<string | undefined> {
  return started(await change<{ cycle_id: string }>('/api/evolution/trigger', reason ? { reason } : {}))
}

/** Reruns an ended cycle from a stage on. */
export async function rerun(id: string, from: string): Promise<string | undefined> {
  return started(await change<{ cycle_id: string }>(cyclePath(id, 'rerun'), { from }))
}

/**
 * Starts a cycle with a trait that a person wrote, with or without a trial in copies of the world. Returns its id or
 * the error.
 */
export async function submit(source: string, traitName: string, trial: boolean, reason: string): Promise<{ id?: string; why: string }> {
  const body = { source, trait_name: traitName, trial, ...(reason ? { reason } : {}) }
  const { answer, why } = await attempt<{ cycle_id: string }>('/api/mutations', body)
  return { id: started(answer), why }
}

async function steer(id: string, what: string, body: object, said: string): Promise<boolean> {
  if (!(await change<unknown>(cyclePath(id, what), body))) return false
  notify('good', said)
  void reload('cycles')
  void queryClient.refetchQueries({ queryKey: ['story', id] })
  return true
}

export const hint = (id: string, text: string) => steer(id, 'hint', { text }, 'The coder gets your hint with its next program.')
export const approve = (id: string) => steer(id, 'approve', {}, 'Approved. It will be loaded into the world.')
export const veto = (id: string) => steer(id, 'veto', {}, 'Vetoed.')
export const cancel = (id: string) => steer(id, 'cancel', {}, 'Cancelled.')

async function mutate(id: string, what: string, said: string): Promise<void> {
  if (!(await change<Mutation>(mutationPath(id, what), {}))) return
  notify('good', said)
  void reload('mutations', 'cycles')
}

export const rollback = (id: string) => mutate(id, 'rollback', `${id} was taken out of the world.`)
/** Takes a trait out of the world. One that is in its canary is removed by a veto of its cycle. */
export const rollBackOrVeto = (m: Mutation) => (m.status === 'canary' ? veto(m.cycle_id) : rollback(m.id))
export const pin = (id: string) => mutate(id, 'pin', `${id} is pinned: it is never retired to make room.`)
export const unpin = (id: string) => mutate(id, 'unpin', `${id} may be retired to make room.`)

export async function pauseEvolution(): Promise<void> {
  const evolution = await change<EvolutionState>('/api/evolution/pause', {})
  if (evolution) store.setState({ evolution })
}

export async function resumeEvolution(): Promise<void> {
  const evolution = await change<EvolutionState>('/api/evolution/resume', {})
  if (evolution) store.setState({ evolution })
}
