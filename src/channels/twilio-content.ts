import type { MessageListInstanceCreateOptions } from 'twilio/lib/rest/api/v2010/account/message.js'
import type { Channel, Choice, OutboundMessage } from './channel.ts'
import { shortened, splitText } from './split-text.ts'
import type { MessageRecord } from './twilio-client.ts'
import { plainText, whatsappText } from './whatsapp-text.ts'

/**
 * Content templates of two and of three quick replies (`HX…`): `{{1}}` is the text, `{{2}}`… are the titles. The id a
 * tap sends back is the template's own. `notice` is approved by WhatsApp: it may be sent at any time, and its `{{1}}` is one
 * line.
 */
export interface TwilioTemplates {
  buttons2?: string | undefined
  buttons3?: string | undefined
  notice?: string | undefined
}

export interface TwilioContent {
  render: Channel['render']
  /** What is said, in the parameters of a create. */
  content(
    message: OutboundMessage,
  ): Pick<MessageListInstanceCreateOptions, 'body' | 'mediaUrl' | 'contentSid' | 'contentVariables'>
  /** Whether a message of Twilio's list says the same. */
  isSame(message: OutboundMessage, record: MessageRecord): boolean
}

/** Longest message body at Twilio, longest body of a message with buttons, longest title (PROTOCOLS 8.1, 12.17). */
const bodyLimit = 1600
const buttonBodyLimit = 1024
const titleLimit = 20
/**
 * Longest value of a template's variable. WhatsApp refuses line breaks, tabs and more than four blanks in a row there; the
 * whole message may have 1024 characters, and the template's own words need some.
 */
const variableLimit = 1000
/** Nobody reads more in a chat; it is five or six messages. In characters. */
const replyLimit = 8_000

/** What a message holds, on the way to Twilio and in its list. */
export function createTwilioContent(templates: TwilioTemplates = {}): TwilioContent {
  function templateFor(quickReplies: Choice[]): string | undefined {
    if (quickReplies.length === 2) return templates.buttons2
    return quickReplies.length === 3 ? templates.buttons3 : undefined
  }

  function content({ body, quickReplies = [], voiceUrl, template }: OutboundMessage) {
    if (template && templates.notice)
      return { contentSid: templates.notice, contentVariables: JSON.stringify({ 1: oneLine(body) }) }
    if (voiceUrl) return { mediaUrl: [voiceUrl] }
    if (quickReplies.length === 0) return { body }
    const contentSid = templateFor(quickReplies)
    // The template was there when the message was rendered.
    if (!contentSid) return { body: `${body}\n\n${numbered(quickReplies)}` }
    const values = [body, ...quickReplies.map((choice) => choice.title)]
    const contentVariables = JSON.stringify(Object.fromEntries(values.map((value, i) => [i + 1, value])))
    return { contentSid, contentVariables }
  }

  return {
    content,

    isSame(message, record) {
      const expected = content(message)
      // The list gives no address of a file, only that there is one.
      if (expected.mediaUrl) return !record.body && Number(record.num_media) === 1
      // The template's own words stand around the variable, and are the owner's to choose.
      const inTemplate = message.template && expected.contentSid === templates.notice
      if (inTemplate && record.body?.includes(oneLine(message.body))) return true
      if (record.body === (expected.body ?? message.body)) return true
      // Of a template the list may give the filled-in text, or only the template.
      return !record.body && expected.contentSid !== undefined && record.content_sid === expected.contentSid
    },

    render({ text, quickReplies = [] }, medium) {
      const isWhatsapp = medium === 'whatsapp'
      // Before, because reading Markdown may take time squared; after, because definitions can repeat long addresses.
      const source = shortened(text, replyLimit, { marks: false })
      const rendered = isWhatsapp ? whatsappText(source) : plainText(source)
      const body = shortened(rendered, replyLimit, { marks: isWhatsapp })
      if (isWhatsapp && templateFor(quickReplies) && fitButtons(body, quickReplies))
        return [{ body, quickReplies }]
      const choices = quickReplies.length > 0 ? numbered(quickReplies) : ''
      const whole = [body, choices].filter((part) => part !== '').join('\n\n')
      return splitText(whole, bodyLimit, { marks: isWhatsapp }).map((part) => ({ body: part }))
    },
  }
}

/** A text as the variable of a template. */
function oneLine(body: string): string {
  const lines = body.split(/[\r\n\u2028\u2029]+/).map((line) => line.replace(/\s+/g, ' ').trim())
  const line = lines.filter(Boolean).join(' · ')
  const [first = ''] =
    line.length <= variableLimit ? [line] : splitText(line, variableLimit - 2, { marks: false })
  return first === line ? line : `${first} …`
}

const numbered = (choices: Choice[]) => choices.map(({ title }, i) => `${i + 1}. ${title}`).join('\n')

function fitButtons(body: string, choices: Choice[]): boolean {
  const titles = new Set(choices.map((choice) => choice.title))
  const fit = choices.every(({ title }) => title.trim() !== '' && title.length <= titleLimit)
  return fit && titles.size === choices.length && body !== '' && body.length <= buttonBodyLimit
}
