import type { FactRow } from '../store/facts.ts'

/** E.g. `f3 (Sarah): Sarah is my sister`. */
export const lineOf = ({ ref, about, text }: Pick<FactRow, 'ref' | 'about' | 'text'>): string =>
  about === 'me' ? `f${ref}: ${text}` : `f${ref} (${about}): ${text}`

/** `f3` → 3; undefined: it is no name of a fact. */
export function refOf(name: string): number | undefined {
  const digits = /^\s*f?(\d{1,6})\s*$/i.exec(name)?.[1]
  return digits === undefined ? undefined : Number(digits)
}
