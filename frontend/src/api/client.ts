import type { ErrorBody } from '../wire/types'

/** An error response of the API, or no response at all (status 0). */
export class APIError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly details: Record<string, unknown> = {},
  ) {
    super(message)
  }
}

const TOKEN_KEY = 'genesis.token'

/** The token is kept as long as the tab. If storage is forbidden, it is kept as long as the page. */
let token = readToken()

function readToken(): string {
  try {
    return sessionStorage.getItem(TOKEN_KEY) ?? ''
  } catch {
    return ''
  }
}

export function hasToken(): boolean {
  return token !== ''
}

export function setToken(value: string): void {
  token = value.trim()
  try {
    if (token) sessionStorage.setItem(TOKEN_KEY, token)
    else sessionStorage.removeItem(TOKEN_KEY)
  } catch {
    // Kept in memory only.
  }
}

const TIMEOUT_MS = 10_000

/** How many answers are kept for conditional requests; the page polls about a dozen paths. */
const KEPT_ANSWERS = 48

interface Kept {
  etag: string
  answer: unknown
}

/** The latest answer of each path that came with an ETag, least recently used first. */
const kept = new Map<string, Kept>()

/**
 * Calls the API and returns its JSON. Throws APIError for everything else. A GET whose last answer had an ETag is sent
 * as a conditional request; if nothing has changed, it returns the same object again.
 */
export async function call<T>(method: 'GET' | 'POST', path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const before = method === 'GET' ? kept.get(path) : undefined
  const limits = limitsOf(signal)
  const response = await send(method, path, body, before?.etag, limits)
  if (response.status === 304 && before) return before.answer as T
  const text = await response.text().catch(() => broken(limits, BROKEN_OFF))
  if (!response.ok) throw rejection(response.status, text)
  const answer = parse<T>(path, response.status, text)
  if (method === 'GET') keep(path, response.headers.get('ETag'), answer)
  return answer
}

/** One page of a list and the path of the next one from its Link header; null on the last page. */
export async function callPage<T>(path: string): Promise<{ answer: T; next: string | null }> {
  const limits = limitsOf()
  const response = await send('GET', path, undefined, undefined, limits)
  const text = await response.text().catch(() => broken(limits, BROKEN_OFF))
  if (!response.ok) throw rejection(response.status, text)
  const next = /<([^>]+)>;\s*rel="?next"?/.exec(response.headers.get('Link') ?? '')?.[1] ?? null
  return { answer: parse<T>(path, response.status, text), next: next && new URL(next, 'http://page').pathname + new URL(next, 'http://page').search }
}

/** A GET whose answer is bytes. */
export async function callBytes(path: string): Promise<ArrayBuffer> {
  const limits = limitsOf()
  const response = await send('GET', path, undefined, undefined, limits)
  if (!response.ok) throw rejection(response.status, await response.text().catch(() => broken(limits, BROKEN_OFF)))
  return response.arrayBuffer().catch(() => broken(limits, BROKEN_OFF))
}

const BROKEN_OFF = 'The connection was lost in the middle of an answer.'

/** What may abort a request before its answer: its caller, or the timeout. */
interface Limits {
  caller?: AbortSignal
  timeout: AbortSignal
}

const limitsOf = (caller?: AbortSignal): Limits => ({ caller, timeout: AbortSignal.timeout(TIMEOUT_MS) })

/** Explains why there is no complete answer: a request that was cancelled or timed out is not a broken connection. */
function broken({ caller, timeout }: Limits, otherwise: string): never {
  if (caller?.aborted) throw new APIError(0, 'cancelled', 'The request is no longer needed.')
  if (timeout.aborted) throw new APIError(0, 'timeout', `The gateway did not answer within ${TIMEOUT_MS / 1000} s.`)
  throw new APIError(0, 'unreachable', otherwise)
}

async function send(method: string, path: string, body: unknown, etag: string | undefined, limits: Limits): Promise<Response> {
  const headers: Record<string, string> = { Accept: 'application/json' }
  if (body !== undefined) headers['Content-Type'] = 'application/json'
  if (token) headers.Authorization = `Bearer ${token}`
  // With this header set by hand, the browser's own cache stays out of the way and a 304 is visible here.
  if (etag) headers['If-None-Match'] = etag
  const { caller, timeout } = limits
  return fetch(path, {
    method, headers, body: body === undefined ? undefined : JSON.stringify(body), signal: caller ? AbortSignal.any([caller, timeout]) : timeout,
  }).catch(() => broken(limits, 'The gateway does not answer.'))
}

function parse<T>(path: string, status: number, text: string): T {
  try {
    return (text === '' ? undefined : JSON.parse(text)) as T
  } catch {
    throw new APIError(status, 'internal', `${path} answered with something other than JSON.`)
  }
}

function keep(path: string, etag: string | null, answer: unknown): void {
  kept.delete(path)
  if (!etag) return
  kept.set(path, { etag, answer })
  const [oldest] = kept.keys()
  if (kept.size > KEPT_ANSWERS) kept.delete(oldest)
}

/** Reads the body of an error response, even if something between us and the gateway wrote it. */
export function rejection(status: number, text: string): APIError {
  try {
    const { error } = JSON.parse(text) as ErrorBody
    if (error?.message) return new APIError(status, error.code, error.message, error.details ?? {})
  } catch {
    // Not written by the gateway.
  }
  if (status === 502 || status === 503 || status === 504) {
    return new APIError(status, 'unavailable', 'The web server cannot reach the gateway.')
  }
  return new APIError(status, 'internal', `The API answered ${status}.`)
}

/** Describes an error to a person, with what to do about it. */
export function explain(err: unknown): string {
  if (!(err instanceof APIError)) return String(err)
  switch (err.code) {
    case 'conflict': {
      const id = err.details.cycle_id
      return typeof id === 'string' ? `A cycle is already running: ${id}.` : err.message
    }
    case 'cooldown': {
      const ms = Number(err.details.retry_after_ms)
      return ms > 0 ? `Too early: try again in ${Math.ceil(ms / 1000)} s.` : err.message
    }
    case 'unauthorized':
      return 'Changes need the API token.'
    default:
      return sentence(err.message)
  }
}

function sentence(text: string): string {
  const begun = text.charAt(0).toUpperCase() + text.slice(1)
  return /[.!?]$/.test(begun) ? begun : `${begun}.`
}
