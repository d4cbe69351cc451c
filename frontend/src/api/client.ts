import type { ErrorBody } from '../wire/types'

/** A refusal by the API, or its silence (status 0). */
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

/** The token lives as long as the tab. Storage may be forbidden; then it lives as long as the page. */
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
    // Kept in memory alone.
  }
}

const TIMEOUT_MS = 10_000

/** Calls the API and returns its JSON. Throws APIError for everything else. */
export async function call<T>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json' }
  if (body !== undefined) headers['Content-Type'] = 'application/json'
  if (token) headers.Authorization = `Bearer ${token}`
  let response: Response
  try {
    response = await fetch(path, {
      method, headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
  } catch {
    throw new APIError(0, 'unreachable', 'The gateway does not answer.')
  }
  const text = await response.text()
  if (!response.ok) throw refusal(response.status, text)
  try {
    return (text === '' ? undefined : JSON.parse(text)) as T
  } catch {
    throw new APIError(response.status, 'internal', `${path} answered with something other than JSON.`)
  }
}

/** Reads the body of a refusal, also when something between us and the gateway wrote it. */
export function refusal(status: number, text: string): APIError {
  try {
    const { error } = JSON.parse(text) as ErrorBody
    if (error?.message) return new APIError(status, error.code, error.message, error.details ?? {})
  } catch {
    // Not the gateway's own words.
  }
  if (status === 502 || status === 503 || status === 504) {
    return new APIError(status, 'unavailable', 'The gateway is not reachable from the web server.')
  }
  return new APIError(status, 'internal', `The API answered ${status}.`)
}

/** Says a refusal to a person, with what to do about it. */
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
