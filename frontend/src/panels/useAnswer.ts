import { useEffect, useState } from 'react'
import { call, explain } from '../api/client'

/** Answers that never change, by path; each is asked for once. */
const kept = new Map<string, Promise<unknown>>()

function load(path: string): Promise<unknown> {
  let answer = kept.get(path)
  if (!answer) {
    answer = call<unknown>('GET', path)
    answer.catch(() => kept.delete(path))
    kept.set(path, answer)
  }
  return answer
}

/** The API's answer to a question whose answer never changes, or why there is none. */
export function useAnswer<T>(path: string): { answer: T | null; trouble: string } {
  const [state, setState] = useState<{ path: string; answer: T | null; trouble: string }>({ path, answer: null, trouble: '' })
  useEffect(() => {
    let wanted = true
    load(path).then(
      (answer) => wanted && setState({ path, answer: answer as T, trouble: '' }),
      (err: unknown) => wanted && setState({ path, answer: null, trouble: explain(err) }),
    )
    return () => {
      wanted = false
    }
  }, [path])
  return state.path === path ? state : { answer: null, trouble: '' }
}
