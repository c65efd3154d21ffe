import { useEffect, useState } from 'react'

const LOAD_TIMEOUT_MS = 30_000

/** What is at an address of this page's origin. `read` is the same function each time. */
export function useLoaded<T>(
  url: string,
  read: (response: Response) => Promise<T>,
): { value: T | undefined; failed: boolean } {
  const [state, setState] = useState<{ value: T | undefined; failed: boolean }>({
    value: undefined,
    failed: false,
  })
  useEffect(() => {
    const stop = new AbortController()
    const load = async () => {
      try {
        const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(LOAD_TIMEOUT_MS)])
        const response = await fetch(url, { signal })
        if (!response.ok) throw new Error(`the sandbox answered ${response.status}`)
        const value = await read(response)
        if (!stop.signal.aborted) setState({ value, failed: false })
      } catch {
        if (!stop.signal.aborted) setState({ value: undefined, failed: true })
      }
    }
    void load()
    return () => stop.abort()
  }, [url, read])
  return state
}
