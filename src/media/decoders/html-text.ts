/** Turns the text and the tags of a page into Markdown: headings, lists, tables, paragraphs. */
export function createTextReader() {
  const blocks: string[] = []
  let block = ''
  /** Set at the begin of a heading or an item, and gone with its end. */
  let mark = ''
  let verbatim = 0
  let row: string[] | undefined
  let rows = 0

  function end(): void {
    const text =
      verbatim > 0
        ? block.trimEnd()
        : block
            .replace(/[^\S\u2028]+/g, ' ')
            .replace(/ ?\u2028 ?/g, '\n')
            .trim()
    if (text !== '') blocks.push(mark + escaped(text, mark))
    block = ''
  }
  function endCell(): void {
    if (!row) return
    const text = block.replace(/[\s|]+/g, ' ').trim()
    if (text !== '' || row.length > 0) row.push(text)
    block = ''
  }
  function endRow(): void {
    endCell()
    if (row && row.some((cell) => cell !== '')) {
      blocks.push(`| ${row.join(' | ')} |`)
      rows += 1
      if (rows === 1) blocks.push(`| ${row.map(() => '---').join(' | ')} |`)
    }
    row = undefined
  }

  return {
    text(text: string): void {
      block += text
    },
    open(name: string): void {
      if (name === 'br') return void (block += row ? ' ' : verbatim > 0 ? '\n' : '\u2028')
      if (name === 'td' || name === 'th') return endCell()
      if (row && name !== 'tr') return void (block += BLOCKS.has(name) ? ' ' : '')
      if (!BLOCKS.has(name)) return
      if (name === 'tr') endRow()
      end()
      const level = /^h([1-6])$/.exec(name)?.[1]
      mark = level ? `${'#'.repeat(Number(level))} ` : name === 'li' ? '- ' : name === 'p' ? mark : ''
      if (name === 'tr') row = []
      if (name === 'table') rows = 0
      if (name === 'pre') verbatim += 1
    },
    close(name: string): void {
      if (name === 'tr' || (name === 'table' && row)) return endRow()
      if (row && name !== 'tr') return void (block += BLOCKS.has(name) ? ' ' : '')
      if (!BLOCKS.has(name)) return
      end()
      mark = ''
      if (name === 'pre') verbatim = Math.max(0, verbatim - 1)
    },
    finish(): string {
      endRow()
      end()
      let text = ''
      for (const [n, one] of blocks.entries()) {
        const joined = /^[-|] /.test(one) && blocks[n - 1]?.slice(0, 2) === one.slice(0, 2)
        text += (n === 0 ? '' : joined ? '\n' : '\n\n') + one
      }
      return text
    },
  }
}

/** What begins a paragraph, when a page says it without meaning Markdown. */
function escaped(text: string, mark: string): string {
  return mark === '' ? text.replace(/^(#{1,6}) /gm, '$1') : text.replace(/\n/g, ' ')
}

const BLOCKS = new Set(
  (
    'address article aside blockquote body caption center dd details dir div dl dt fieldset figcaption figure footer form ' +
    'h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main ol p pre section summary table tbody tfoot thead tr ul'
  ).split(' '),
)
