import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'

const NEAR_END_PX = 48

export interface StickyScroll {
  log: RefObject<HTMLDivElement | null>
  content: RefObject<HTMLDivElement | null>
  /** The person has scrolled up. */
  away: boolean
  /** Messages of the assistant that came since. */
  unseen: number
  onScroll: () => void
  toEnd: () => void
}

/** Keeps the newest message in view, unless the person has scrolled up to read; writing brings them back. */
export function useStickyScroll(incoming: number, own: number, loaded: boolean): StickyScroll {
  const log = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const stuck = useRef(true)
  const lastTop = useRef(0)
  const seenSoFar = useRef(0)
  const [away, setAway] = useState(false)

  const toEnd = useCallback(() => {
    stuck.current = true
    setAway(false)
    if (log.current) log.current.scrollTop = log.current.scrollHeight
  }, [])

  const onScroll = useCallback(() => {
    const element = log.current
    if (!element) return
    const nearEnd = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END_PX
    // Only the person moves up; what grows in view moves the end away, or the browser down.
    stuck.current = nearEnd || (stuck.current && element.scrollTop >= lastTop.current)
    lastTop.current = element.scrollTop
    setAway(!stuck.current)
  }, [])

  useLayoutEffect(() => toEnd(), [own, loaded, toEnd])
  useLayoutEffect(() => {
    if (stuck.current) toEnd()
  }, [incoming, toEnd])

  // Photos load late, dots come and go, the composer grows: whatever changes a height keeps the end in view.
  useEffect(() => {
    const observer = new ResizeObserver(() => {
      if (stuck.current && log.current) log.current.scrollTop = log.current.scrollHeight
    })
    if (log.current) observer.observe(log.current)
    if (content.current) observer.observe(content.current)
    return () => observer.disconnect()
  }, [])

  if (!away) seenSoFar.current = incoming
  return { log, content, away, unseen: incoming - seenSoFar.current, onScroll, toEnd }
}
