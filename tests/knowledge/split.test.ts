import { describe, expect, test } from 'vitest'
import { splitDocument } from '../../src/knowledge/split.ts'
import { configFor, languageOfText, searchable, wordsOf } from '../../src/knowledge/words.ts'
import { readHtml } from '../../src/media/decoders/html.ts'

const split = (text: string, title = 'T') => splitDocument(title, [{ place: '', text }])

describe('cutting a document', () => {
  test('keeps the headings it stands under, but not those of another branch or of code', async () => {
    const text =
      '# T\n\nfirst\n\n## A\n\n### B\n\nsecond\n\n```\n# no heading\n```\n\n## C\n\nthird\n\nOld\n===\n\nfourth\n'
    expect((await split(text)).map(({ section, text }) => [section, text.split('\n')[0]])).toEqual([
      ['', 'first'],
      ['A › B', 'second'],
      ['C', 'third'],
      ['Old', 'fourth'],
    ])
  })

  test('makes pieces of about a thousand letters that share their ends, never in the middle of one', async () => {
    const pieces = await split(`${'Every sentence has its end here. '.repeat(200)}${'👩‍👩‍👧'.repeat(900)}`)
    expect(pieces.length).toBeGreaterThan(8)
    for (const { text } of pieces) {
      expect(text.length).toBeLessThanOrEqual(1_000)
      expect(text.isWellFormed()).toBe(true)
    }
    const [first = '', second = ''] = pieces.map(({ text }) => text)
    expect(first.endsWith('here.')).toBe(true)
    expect(first).toContain(second.slice(0, 60))
  })

  test('repeats the head of a long table, and adds the page', async () => {
    const rows = Array.from({ length: 80 }, (_, n) => `| item ${n} | price ${n} and some more words |`)
    const text = ['| Item | Price |', '| --- | --- |', ...rows].join('\n')
    const pieces = await splitDocument('T', [{ place: 'page 3', text }])
    expect(pieces.length).toBeGreaterThan(2)
    for (const piece of pieces)
      expect(piece).toMatchObject({
        section: 'page 3',
        text: expect.stringMatching(/^\| Item \| Price \|\n\| --- /),
      })
    expect(
      pieces
        .map(({ text }) => text)
        .join('\n')
        .match(/item \d+ /g),
    ).toHaveLength(80)
  })

  test('a document of headings alone, or of control characters, is no trouble', async () => {
    expect(await split('# One\n## Two\n')).toEqual([{ section: 'One › Two', text: 'Two' }])
    expect(await split('\u0000\u0007\n')).toEqual([])
  })
})

test('long lines of marks take no longer than others, and long rows of a table lose nothing', async () => {
  const begun = performance.now()
  for (const text of [`# ${'#'.repeat(30_000)}x`, `# ${'['.repeat(30_000)}`, `a|b\n${' '.repeat(30_000)}x`])
    await split(text)
  expect(performance.now() - begun).toBeLessThan(1_000)
  const answer = 'A long answer in one cell. '.repeat(80)
  const pieces = await split(`| Question | Answer |\n| --- | --- |\n| Why? | ${answer}the end |\n`)
  expect(pieces.at(-1)?.text).toMatch(/^\| Question \| Answer \|\n[\s\S]*the end/)
})

test('a heading with nothing beneath it is still something to read', async () => {
  const pieces = await split('# T\n\n## Shop: +351 21 000\n\n## Desk\n\n### Mail\n\nsecond floor')
  expect(pieces).toEqual([
    { section: 'Shop: +351 21 000', text: 'Shop: +351 21 000' },
    { section: 'Desk › Mail', text: 'second floor' },
  ])
})

describe('words', () => {
  test('are folded, and cut in pairs where there are no blanks', () => {
    expect(wordsOf("L'été à São-Paulo, A-1042")).toEqual(['lete', 'a', 'sao', 'paulo', 'a', '1042'])
    expect(wordsOf('A1042 E4')).toEqual(['a1042', '1042', 'e4'])
    expect(wordsOf('東京都の税')).toEqual(['東京', '京都', '都の', 'の税'])
  })

  test('of a language that Postgres does not know also count by how they begin', () => {
    expect(searchable('wypożyczanie książek', 'simple')).toBe('wypozyczanie wypoz ksiazek ksiaz')
    expect(searchable('borrowing books', 'english')).toBe('borrowing books')
  })

  test('show the language of a text, and so how they are reduced', () => {
    expect(languageOfText(['Die Tonne wird am Dienstag geleert und die Papiertonne am Montag.'])).toBe('de')
    expect(languageOfText(['zzz qqq'], 'pt-BR')).toBe('pt-BR')
    expect(languageOfText(['zzz qqq'])).toBe('und')
    expect(configFor('pt-BR', new Set(['portuguese']))).toBe('portuguese')
    expect(configFor('pl', new Set(['portuguese']))).toBe('simple')
  })
})

describe('a saved page', () => {
  test('that is hostile takes time by its length alone, and is never read as markup', () => {
    for (const part of ['<a "', '<!--', '<script>', '<li>', '&#', '</', '<b ', '</x>', '<p id="'])
      expect(readHtml(part.repeat(50_000)).text.length).toBeLessThan(500_000)
    expect(() => readHtml('<div>'.repeat(50_000))).toThrow('damaged')
    expect(readHtml('<p># no heading</p><p>1 < 2 &amp;&amp; 3 > 2 &#0;&#xd800;</p>').text).not.toMatch(/^# /m)
  })

  test('gives what is shown of its main part, whatever was left open', () => {
    const page = `<title>The &lt;shop&gt;
      &eacute;t&eacute;</title><nav><ul><li>Home</nav><div hidden>order me</div><header>Menu</header>
      <article><header><h1>One</h1></header><p>first<p>second <b>bold<br>line</article>
      <article><img src="a.png" hidden>third <span style="display: none">x</span></article><footer>f</footer>`
    expect(readHtml(page)).toEqual({
      title: 'The <shop> été',
      text: '# One\n\nfirst\n\nsecond bold\nline\n\nthird',
    })
  })
})
