import { z } from 'zod'
import { parseJson, sendJson, type Exchange } from '../exchange.ts'
import { newSid, type Button } from './message-log.ts'
import { refusal, sendRefusal, type Refusal } from './refusal.ts'

/** A ready quick-reply content: body `{{1}}`, button titles `{{2}}` and `{{3}}`, button ids `1` and `2`. */
export const QUICK_REPLIES_2 = 'HX00000000000000000000000000000002'
/** The same with three buttons: titles `{{2}}` to `{{4}}`, ids `1` to `3`. */
export const QUICK_REPLIES_3 = 'HX00000000000000000000000000000003'

/** A ready template that WhatsApp has approved, for messages we start: `🔔 {{1}}`. */
export const NOTICE_TEMPLATE = 'HX00000000000000000000000000000001'

const Action = z.object({ title: z.string().min(1), id: z.string().min(1), type: z.string().optional() })
const NewContent = z.object({
  friendly_name: z.string().optional(),
  language: z.string().min(2),
  variables: z.record(z.string(), z.string()).optional(),
  types: z
    .object({
      'twilio/quick-reply': z
        .object({ body: z.string().min(1), actions: z.array(Action).min(1).max(10) })
        .optional(),
      'twilio/text': z.object({ body: z.string().min(1) }).optional(),
    })
    .refine((types) => types['twilio/quick-reply'] ?? types['twilio/text'], 'no type that is supported here'),
})
type NewContent = z.infer<typeof NewContent>

export interface Content extends NewContent {
  sid: string
  createdAt: number
  /** WhatsApp approved it as a template; any other content is for answers within 24 hours alone. */
  approved?: boolean
}

export interface Contents {
  /** The message a content makes with these variables, or why Twilio refuses it. */
  render(sid: string, variables: string | null): { body: string; buttons: Button[] } | Refusal
  /** Whether WhatsApp takes it at any time. */
  approved(sid: string): boolean
  add(content: Content): void
  handle(exchange: Exchange, accountSid: string): void
  clear(): void
}

/** The Content API (content.twilio.com): quick replies and plain texts. `created` hears of each new content. */
export function createContents(created: (content: Content) => void): Contents {
  const contents = new Map<string, Content>()
  const preset = (sid: string, count: number): Content => ({
    sid,
    createdAt: Date.UTC(2026, 0, 1),
    friendly_name: `quick_replies_${count}`,
    language: 'en',
    variables: {},
    types: {
      'twilio/quick-reply': {
        body: '{{1}}',
        actions: Array.from({ length: count }, (_, n) => ({ id: String(n + 1), title: `{{${n + 2}}}` })),
      },
    },
  })
  function clear() {
    contents.clear()
    contents.set(NOTICE_TEMPLATE, {
      sid: NOTICE_TEMPLATE,
      createdAt: Date.UTC(2026, 0, 1),
      friendly_name: 'notice',
      language: 'en',
      variables: {},
      types: { 'twilio/text': { body: '🔔 {{1}}' } },
      approved: true,
    })
    contents.set(QUICK_REPLIES_2, preset(QUICK_REPLIES_2, 2))
    contents.set(QUICK_REPLIES_3, preset(QUICK_REPLIES_3, 3))
  }
  clear()
  return {
    clear,
    approved: (sid) => contents.get(sid)?.approved ?? false,
    add(content) {
      contents.set(content.sid, content)
    },
    render(sid, variables) {
      const content = contents.get(sid)
      if (!content) return refusal(21655, `The ContentSid ${sid} is invalid`)
      const given = z.record(z.string(), z.string()).safeParse(parseJson(variables || '{}'))
      if (!given.success) return refusal(21656, 'The ContentVariables parameter is invalid')
      const values = { ...content.variables, ...given.data }
      const blank: string[] = []
      const fill = (text: string) =>
        text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
          const value = values[name]
          if (!value?.trim()) blank.push(name)
          return value ?? ''
        })
      const quick = content.types['twilio/quick-reply']
      const body = fill(quick?.body ?? content.types['twilio/text']?.body ?? '')
      const buttons = (quick?.actions ?? []).map(({ id, title }) => ({ id: fill(id), title: fill(title) }))
      if (blank.length > 0) {
        return refusal(21656, `The ContentVariables parameter is invalid: no value for ${blank.join(', ')}`)
      }
      return { body, buttons }
    },
    handle(exchange, accountSid) {
      const { method, path, response } = exchange
      const [, sid, approval] =
        /^\/v1\/Content\/(HX[0-9a-fA-F]{32})(\/ApprovalRequests(?:\/whatsapp)?)?$/.exec(path) ?? []
      if (method === 'POST' && path === '/v1/Content') {
        const parsed = NewContent.safeParse(parseJson(exchange.body))
        if (!parsed.success) return sendRefusal(response, refusal(20001, z.prettifyError(parsed.error)))
        const content = { ...parsed.data, sid: newSid('HX'), createdAt: Date.now() }
        contents.set(content.sid, content)
        created(content)
        return sendJson(response, 201, asJson(content, accountSid))
      }
      const content = sid ? contents.get(sid) : undefined
      if (content && approval) {
        // WhatsApp takes a day over it; here it is approved at once.
        const submits = method === 'POST' && approval.endsWith('/whatsapp')
        if (submits) created(Object.assign(content, { approved: true }))
        return sendJson(response, submits ? 201 : 200, approvalJson(content))
      }
      if (method === 'GET' && content) return sendJson(response, 200, asJson(content, accountSid))
      if (method === 'GET' && path === '/v1/Content') {
        const all = [...contents.values()].map((one) => asJson(one, accountSid))
        return sendJson(response, 200, {
          contents: all,
          meta: { key: 'contents', page: 0, page_size: 50, next_page_url: null },
        })
      }
      sendRefusal(response, refusal(20404, `The requested resource ${path} was not found`, 404))
    },
  }
}

function approvalJson({ sid, friendly_name, approved }: Content) {
  const status = approved ? 'approved' : 'unsubmitted'
  return { sid, whatsapp: { type: 'whatsapp', name: friendly_name ?? '', status, rejection_reason: '' } }
}

function asJson(content: Content, accountSid: string) {
  const date = new Date(content.createdAt).toISOString()
  return {
    sid: content.sid,
    account_sid: accountSid,
    friendly_name: content.friendly_name ?? null,
    language: content.language,
    variables: content.variables ?? {},
    types: content.types,
    url: `https://content.twilio.com/v1/Content/${content.sid}`,
    date_created: date,
    date_updated: date,
    links: { approval_fetch: `https://content.twilio.com/v1/Content/${content.sid}/ApprovalRequests` },
  }
}
