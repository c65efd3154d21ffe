import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import { withoutMarks } from '../web/whatsapp-marks.ts'
import { isJumbo, smsText, whatsappText } from '../web/whatsapp-text.tsx'

const shown = (text: string) =>
  renderToStaticMarkup(createElement('p', null, whatsappText(text))).slice(3, -4)
const link = (href: string, text = href) =>
  `<a href="${href}" target="_blank" rel="noopener noreferrer">${text}</a>`

describe('the text of a bubble', () => {
  test.each([
    [
      '*bold* _italic_ ~strike~ `code`',
      '<strong>bold</strong> <em>italic</em> <s>strike</s> <code>code</code>',
    ],
    ['*bold and _italic_*', '<strong>bold and <em>italic</em></strong>'],
    ['(*bold*), *é*!', '(<strong>bold</strong>), <strong>é</strong>!'],
    ['*two words*\n*next line*', '<strong>two words</strong>\n<strong>next line</strong>'],
  ])('shows marks: %s', (text, html) => expect(shown(text)).toBe(html))

  test.each([
    '2 * 3 * 4',
    'snake_case_name',
    'a*b*c',
    'a * * b',
    '**',
    '*not\nacross lines*',
    'an open *mark',
    '`',
    '_ a _',
  ])('leaves alone what only looks like a mark: %s', (text) => expect(shown(text)).toBe(text))

  test('shows no marks inside code', () => {
    expect(shown('`a *b* c`')).toBe('<code>a *b* c</code>')
    expect(shown('see\n```\n*x* = 1\ny = <b>\n```\nthere')).toBe('see<pre>*x* = 1\ny = &lt;b&gt;</pre>there')
  })

  test('shows quotes and lists as blocks', () => {
    expect(shown('> said *this*\n> and that\nwell')).toBe(
      '<blockquote>said <strong>this</strong>\nand that</blockquote>well',
    )
    expect(shown('Buy:\n- milk\n* bread\n\n3. three\n4. four')).toBe(
      'Buy:<ul><li>milk</li><li>bread</li></ul>\n<ol start="3"><li>three</li><li>four</li></ol>',
    )
  })

  test('makes web addresses tappable without the punctuation around them', () => {
    expect(shown('See https://example.com/a_b_c?x=*1*.')).toBe(
      `See ${link('https://example.com/a_b_c?x=*1*')}.`,
    )
    expect(shown('*https://example.com*')).toBe(`<strong>${link('https://example.com')}</strong>`)
    expect(shown('(www.example.com/a_(b))')).toBe(
      `(${link('https://www.example.com/a_(b)', 'www.example.com/a_(b)')})`,
    )
  })

  test.each([
    'javascript:alert(1)',
    'JAVASCRIPT://example.com/%0aalert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'file:///etc/passwd',
    'xhttps://example.com',
  ])('never makes a link of %s', (text) => expect(shown(text)).not.toContain('<a'))

  test('shows HTML as the text it is', () => {
    expect(shown('<img src=x onerror=alert(1)>')).toBe('&lt;img src=x onerror=alert(1)&gt;')
    expect(shown('https://example.com/"onmouseover="alert(1)')).not.toContain('onmouseover="')
  })

  test('reads a hostile wall of marks quickly', () => {
    const start = performance.now()
    for (const wall of [
      '*a '.repeat(20_000),
      '*_~'.repeat(20_000),
      '`'.repeat(60_000),
      '(www.a'.repeat(10_000),
    ]) {
      void whatsappText(wall)
    }
    expect(performance.now() - start).toBeLessThan(2_000)
  })

  test('shows an SMS without marks, but with links', () => {
    const sms = renderToStaticMarkup(createElement('p', null, smsText('*no* https://example.com, ok')))
    expect(sms).toBe(`<p>*no* ${link('https://example.com')}, ok</p>`)
  })

  test('previews a quoted message without its marks', () => {
    expect(withoutMarks('> *Hi* _you_\n- see `x`')).toBe('Hi you\nsee x')
  })

  test('shows a few emoji alone large', () => {
    expect(['👍', '🎉🎉', '👨‍👩‍👧‍👦', '🇫🇷'].map(isJumbo)).toEqual([true, true, true, true])
    expect(['ok', '1', '👍 yes', '🎉🎉🎉🎉', ''].map(isJumbo)).toEqual([false, false, false, false, false])
  })
})
