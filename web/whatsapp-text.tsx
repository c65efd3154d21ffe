import { Fragment, type ReactNode } from 'react'
import { type Block, type Inline, parseLinks, parseMarks } from './whatsapp-marks.ts'

/** The text of a message as React nodes. Never HTML: what a message says is only ever text. */
export function whatsappText(message: string): ReactNode[] {
  return parseMarks(message).map(renderBlock)
}

/** The text of an SMS: no marks, but phones do make web addresses tappable. */
export function smsText(message: string): ReactNode[] {
  return renderInlines(parseLinks(message))
}

const EMOJI = String.raw`\p{Extended_Pictographic}(?:\uFE0F|\p{Emoji_Modifier})?`
const JUMBO = new RegExp(`^(?:${EMOJI}(?:\\u200D${EMOJI})*|\\p{Regional_Indicator}{2}){1,3}$`, 'u')

/** A few emoji and nothing else: WhatsApp shows them large. */
export function isJumbo(message: string): boolean {
  return JUMBO.test(message.trim())
}

function renderBlock(block: Block, key: number): ReactNode {
  switch (block.kind) {
    case 'code':
      return <pre key={key}>{block.text}</pre>
    case 'quote':
      return <blockquote key={key}>{renderLines(block.lines)}</blockquote>
    case 'bullets':
      return <ul key={key}>{renderItems(block.lines)}</ul>
    case 'numbers':
      return (
        <ol key={key} start={block.start}>
          {renderItems(block.lines)}
        </ol>
      )
    case 'text':
      // A browser drops the last line break of a block; the empty line before a list is meant to be seen.
      return (
        <Fragment key={key}>
          {renderLines(block.lines)}
          {block.lines.at(-1)?.length === 0 && '\n'}
        </Fragment>
      )
  }
}

function renderItems(lines: Inline[][]): ReactNode[] {
  return lines.map((line, at) => <li key={at}>{renderInlines(line)}</li>)
}

function renderLines(lines: Inline[][]): ReactNode[] {
  return lines.map((line, at) => (
    <Fragment key={at}>
      {at > 0 && '\n'}
      {renderInlines(line)}
    </Fragment>
  ))
}

function renderInlines(inlines: Inline[]): ReactNode[] {
  return inlines.map((inline, key) => {
    switch (inline.kind) {
      case 'text':
        return <Fragment key={key}>{inline.text}</Fragment>
      case 'code':
        return <code key={key}>{inline.text}</code>
      case 'link':
        return (
          <a key={key} href={inline.href} target="_blank" rel="noopener noreferrer">
            {inline.text}
          </a>
        )
      case 'bold':
        return <strong key={key}>{renderInlines(inline.inlines)}</strong>
      case 'italic':
        return <em key={key}>{renderInlines(inline.inlines)}</em>
      case 'strike':
        return <s key={key}>{renderInlines(inline.inlines)}</s>
    }
  })
}
