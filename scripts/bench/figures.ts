/** One line of the table: what was measured, over how many runs, and whether it meets its target. */
export interface Row {
  part: string
  what: string
  value: number
  unit: string
  /** In words, e.g. `≤ 1.5 ×`. */
  target?: string
  met?: boolean
  note?: string
}

/** The value below which `share` of the values lie; 0 for none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  if (sorted.length % 2 === 1) return sorted[Math.floor(middle)] ?? 0
  return ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}

/** A row with an upper limit. */
export function atMost(
  part: string,
  what: string,
  value: number,
  unit: string,
  limit: number,
  note?: string,
): Row {
  return { part, what, value, unit, target: `≤ ${limit} ${unit}`, met: value <= limit, ...(note && { note }) }
}

/** A row with a lower limit. */
export function atLeast(
  part: string,
  what: string,
  value: number,
  unit: string,
  limit: number,
  note?: string,
): Row {
  return { part, what, value, unit, target: `≥ ${limit} ${unit}`, met: value >= limit, ...(note && { note }) }
}

export function figure(part: string, what: string, value: number, unit: string, note?: string): Row {
  return { part, what, value, unit, ...(note && { note }) }
}

export function renderTable(rows: readonly Row[]): string {
  const lines = rows.map((row) => [
    row.part,
    row.what,
    `${written(row.value)} ${row.unit}`,
    row.target ?? '',
    row.met === undefined ? '' : row.met ? 'met' : 'NOT MET',
    row.note ?? '',
  ])
  const all = [['part', 'what', 'figure', 'target', '', 'note'], ...lines]
  const widths = [0, 1, 2, 3, 4].map((at) => Math.max(...all.map((line) => line[at]?.length ?? 0)))
  return all
    .map((line) =>
      line
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function written(value: number): string {
  if (Number.isInteger(value) || Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en-US')
  return value.toFixed(Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2)
}
