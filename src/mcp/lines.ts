const ENDS = 300

/**
 * Cuts a stream of bytes into lines. One longer than `longest` bytes is dropped while it is read; of it only the beginning
 * and the end are handed on.
 */
export function createLineReader(
  longest: number,
  on: { line(text: string): void; tooLong(head: string, tail: string): void },
): (chunk: Buffer) => void {
  let kept: Buffer[] = []
  let size = 0
  let tail = Buffer.alloc(0)

  function add(bytes: Buffer): void {
    if (size <= longest) kept.push(bytes)
    size += bytes.length
    if (size > longest) {
      if (kept.length > 0) kept = [Buffer.concat(kept).subarray(0, ENDS)]
      tail = Buffer.concat([tail, bytes.subarray(-ENDS)]).subarray(-ENDS)
    }
  }

  function end(): void {
    const [whole, tooLong, last] = [
      Buffer.concat(kept).toString('utf8'),
      size > longest,
      tail.toString('utf8'),
    ]
    kept = []
    size = 0
    tail = Buffer.alloc(0)
    if (tooLong) on.tooLong(whole, last)
    else if (whole.trim() !== '') on.line(whole)
  }

  return (chunk) => {
    let rest = chunk
    for (let at = rest.indexOf(10); at >= 0; at = rest.indexOf(10)) {
      add(rest.subarray(0, at))
      end()
      rest = rest.subarray(at + 1)
    }
    if (rest.length > 0) add(rest)
  }
}
