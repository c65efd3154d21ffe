import { z } from 'zod'
import type { Config } from '../../src/config.ts'
import { ask, type Answer, type Finding, outcome, reportOn, type Report } from './check.ts'
import { webhookUrl } from './public-url.ts'

type Twilio = NonNullable<Config['twilio']>
/** Reads one of Twilio's addresses with the account's credentials. */
type Get = (url: string) => Promise<Answer>

const Refusal = z.object({ code: z.number() })
const Account = z.object({
  status: z.string(),
  type: z.string().nullish(),
  friendly_name: z.string().nullish(),
})
const Numbers = z.object({
  incoming_phone_numbers: z.array(
    z.object({
      phone_number: z.string(),
      sms_url: z.string().nullish(),
      sms_method: z.string().nullish(),
      sms_application_sid: z.string().nullish(),
    }),
  ),
})
const Senders = z.object({
  senders: z.array(
    z.object({
      sender_id: z.string(),
      status: z.string(),
      webhook: z
        .object({ callback_url: z.string().nullish(), callback_method: z.string().nullish() })
        .nullish(),
    }),
  ),
})
const Service = z.object({
  inbound_request_url: z.string().nullish(),
  inbound_method: z.string().nullish(),
  use_inbound_webhook_on_number: z.boolean().nullish(),
})
const Content = z.object({
  types: z.record(
    z.string(),
    z.object({ body: z.string().optional(), actions: z.array(z.unknown()).optional() }),
  ),
})
/** What Meta makes of a template, as the Content API tells it (its documentation; not seen live). */
const Approval = z.object({ whatsapp: z.object({ status: z.string() }) })

const api = 'https://api.twilio.com'
const messaging = 'https://messaging.twilio.com'
const content = 'https://content.twilio.com'

/** The account, its senders and its templates. Nothing is changed and nothing is sent. */
export async function checkTwilio({ twilio, publicUrl }: Config): Promise<Finding[]> {
  const account = reportOn('Twilio')
  if (!twilio) {
    return [
      account.ok(
        'WhatsApp and SMS are played by the sandbox; set TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and a sender to make them real',
      ),
    ]
  }
  const authorization = `Basic ${Buffer.from(`${twilio.accountSid}:${twilio.authToken}`).toString('base64')}`
  const get: Get = (url) => {
    const { origin, pathname, search } = new URL(url)
    return ask((twilio.baseUrl ?? origin) + pathname + search, { headers: { authorization } })
  }
  const found = checkAccount(await get(`${api}/2010-04-01/Accounts/${twilio.accountSid}.json`), account)
  if (found.state === 'fix') return [found]
  const ours = publicUrl && webhookUrl(publicUrl)
  const others = await Promise.all([
    checkWhatsapp(twilio, ours, get),
    checkSms(twilio, ours, get),
    checkService(twilio, ours, get),
    checkTemplate(2, twilio, get),
    checkTemplate(3, twilio, get),
    checkNotice(twilio, get),
  ])
  return [found, ...others.flat()]
}

function checkAccount(answer: Answer, { ok, warn, fix }: Report): Finding {
  const code = Refusal.safeParse(answer.json).data?.code
  const console = 'from the first page of https://console.twilio.com'
  if (code === 20008)
    return fix('these are test credentials, which send nothing', `take the live ones ${console}`)
  if (code === 20005) return fix('the account is not active', 'see https://console.twilio.com for why')
  if (code === 20003 || answer.status === 401) {
    return fix(
      'TWILIO_AUTH_TOKEN is not the auth token of TWILIO_ACCOUNT_SID (20003)',
      `take the primary one ${console}`,
    )
  }
  if (answer.status === 404) return fix('there is no such account', `take TWILIO_ACCOUNT_SID ${console}`)
  const account = Account.safeParse(answer.json).data
  if (answer.status !== 200 || !account) {
    return fix(`Twilio ${outcome(answer)}`, 'check the network and TWILIO_BASE_URL, or try again in a while')
  }
  if (account.status !== 'active')
    return fix(`the account is ${account.status}`, 'see https://console.twilio.com for why')
  if (account.type === 'Trial') {
    return warn(
      'the credentials are right; a trial account writes only to verified numbers, and little a day',
    )
  }
  return ok('the credentials are right and the account is active')
}

/** The sender's own list knows registered numbers, not the one of the WhatsApp sandbox, which nothing tells about. */
async function checkWhatsapp(
  { whatsappFrom }: Twilio,
  ours: string | undefined,
  get: Get,
): Promise<Finding[]> {
  if (!whatsappFrom) return []
  const report = reportOn('WhatsApp')
  const list = await get(`${messaging}/v2/Channels/Senders?Channel=whatsapp&PageSize=100`)
  const sender = Senders.safeParse(list.json).data?.senders.find((one) => one.sender_id === whatsappFrom)
  if (!sender) {
    return [
      report.warn(
        `Twilio tells nothing about ${whatsappFrom}; check by hand in the console that it is your sender, that it is online, and that its webhook is the one below`,
      ),
    ]
  }
  if (!sender.status.startsWith('ONLINE')) {
    return [
      report.fix(
        `${whatsappFrom} is ${sender.status}`,
        'see Messaging > Senders > WhatsApp senders in the console',
      ),
    ]
  }
  const { callback_url: url, callback_method: method } = sender.webhook ?? {}
  return [compare(`${whatsappFrom} is online`, { url, method }, ours, report)]
}

async function checkSms(
  { smsFrom, accountSid }: Twilio,
  ours: string | undefined,
  get: Get,
): Promise<Finding[]> {
  if (!smsFrom) return []
  const report = reportOn('SMS')
  if (!smsFrom.startsWith('+'))
    return [report.warn(`${smsFrom} is a short code; check its webhook by hand in the console`)]
  const path = `/2010-04-01/Accounts/${accountSid}/IncomingPhoneNumbers.json`
  const list = await get(`${api}${path}?PhoneNumber=${encodeURIComponent(smsFrom)}`)
  const numbers = Numbers.safeParse(list.json).data
  if (!numbers)
    return [report.fix(`Twilio ${outcome(list)} when asked for the numbers`, 'try again in a while')]
  const number = numbers.incoming_phone_numbers.find((one) => one.phone_number === smsFrom)
  if (!number)
    return [
      report.fix(
        `${smsFrom} is no number of this account`,
        'set TWILIO_SMS_FROM to one of Phone Numbers > Manage > Active numbers',
      ),
    ]
  if (number.sms_application_sid) {
    return [
      report.warn(
        `${smsFrom} is handled by a TwiML app; check by hand that its messaging webhook is the one below`,
      ),
    ]
  }
  return [compare(`${smsFrom} is yours`, { url: number.sms_url, method: number.sms_method }, ours, report)]
}

async function checkService(
  { messagingServiceSid }: Twilio,
  ours: string | undefined,
  get: Get,
): Promise<Finding[]> {
  if (!messagingServiceSid) return []
  const report = reportOn('Messaging service')
  const answer = await get(`${messaging}/v1/Services/${messagingServiceSid}`)
  if (answer.status === 404)
    return [
      report.fix(
        'there is no such service',
        'set TWILIO_MESSAGING_SERVICE_SID to one of Messaging > Services',
      ),
    ]
  const service = Service.safeParse(answer.json).data
  if (answer.status !== 200 || !service)
    return [report.fix(`Twilio ${outcome(answer)} when asked for it`, 'try again in a while')]
  if (service.use_inbound_webhook_on_number)
    return [report.ok('it is there and leaves incoming messages to the webhook of each number')]
  const { inbound_request_url: url, inbound_method: method } = service
  return [compare('it is there', { url, method }, ours, report)]
}

async function checkTemplate(buttons: 2 | 3, { templates }: Twilio, get: Get): Promise<Finding[]> {
  const sid = templates[buttons]
  if (!sid) return []
  const variable = `TWILIO_TEMPLATE_BUTTONS_${buttons}`
  const report = reportOn(`Template ${buttons}`)
  const template = await getTemplate(sid, variable, get, report)
  if ('state' in template) return [template]
  const { ok, fix } = report
  const actions = template.types['twilio/quick-reply']?.actions
  if (actions?.length !== buttons) {
    return [
      fix(
        `it is no template with ${buttons} quick replies`,
        `make one with body {{1}} and titles {{2}} to {{${buttons + 1}}}, and set ${variable}`,
      ),
    ]
  }
  return [ok(`it is there, with ${buttons} quick replies`)]
}

/** What Meta has not approved is refused outside of the 24 hours. */
async function checkNotice({ templates }: Twilio, get: Get): Promise<Finding[]> {
  const sid = templates.notice
  if (!sid) return []
  const report = reportOn('Template notice')
  const template = await getTemplate(sid, 'TWILIO_TEMPLATE_NOTICE', get, report)
  if ('state' in template) return [template]
  const body = Object.values(template.types).find((type) => type?.body)?.body ?? ''
  if (!body.includes('{{1}}') || body.includes('{{2}}'))
    return [report.fix('it is no template with {{1}} alone', 'make one with {{1}} in its body')]
  const answer = await get(`${content}/v1/Content/${sid}/ApprovalRequests`)
  const status = Approval.safeParse(answer.json).data?.whatsapp.status
  if (status === 'approved') return [report.ok('it is there, and WhatsApp has approved it')]
  return [report.fix(`WhatsApp has not approved it (${status ?? 'not asked yet'})`, 'submit it for approval')]
}

async function getTemplate(
  sid: string,
  variable: string,
  get: Get,
  { fix }: Report,
): Promise<z.infer<typeof Content> | Finding> {
  const answer = await get(`${content}/v1/Content/${sid}`)
  if (answer.status === 404)
    return fix(
      'there is no such template in this account',
      `set ${variable} to one of Messaging > Content Template Builder`,
    )
  const template = Content.safeParse(answer.json).data
  if (answer.status !== 200 || !template)
    return fix(`Twilio ${outcome(answer)} when asked for it`, 'try again in a while')
  return template
}

/** Where Twilio delivers, against where we take it. What follows # is Twilio's own business. */
function compare(
  found: string,
  { url, method }: { url?: string | null | undefined; method?: string | null | undefined },
  ours: string | undefined,
  { ok, warn, fix }: Report,
): Finding {
  const [address, overrides] = (url ?? '').split('#')
  if (!ours) return warn(`${found}; its webhook could not be compared without PUBLIC_URL`)
  if (!address) return fix(`${found}, but it has no webhook`, 'paste the one below')
  if (address !== ours) return fix(`${found}, but its webhook is ${shown(address)}`, 'paste the one below')
  if (method && method.toUpperCase() !== 'POST')
    return fix(`${found}, but its webhook is called with ${method}`, 'choose HTTP POST')
  if (!overrides)
    return warn(
      `${found} and its webhook leads here, without the part after # that makes Twilio try again; see below`,
    )
  return ok(`${found} and its webhook leads here`)
}

/** Somebody's other webhook may carry a password or a token. */
function shown(address: string): string {
  if (!URL.canParse(address)) return 'no address'
  const { origin, pathname } = new URL(address)
  return origin + pathname
}
