import webhooks from 'twilio/lib/webhooks/webhooks.js'
import type { Config } from '../../src/config.ts'
import { ask, type Finding, isLoopback, outcome, reportOn, type Report } from './check.ts'

/** The path of the Twilio webhook, for WhatsApp and SMS alike. */
const PATH = '/webhooks/twilio'
/** By default Twilio retries only a connection that failed, once; a 503 or a slow answer would lose the message. */
const OVERRIDES = '#rc=3&rp=ct,rt,5xx&tt=15000'

export function webhookUrl(publicUrl: string): string {
  return publicUrl + PATH
}

/** What to paste into Twilio, and where; empty while there is no address to paste. */
export function webhookAdvice({ publicUrl, twilio }: Config): string[] {
  if (!twilio || !publicUrl) return []
  const where = {
    WhatsApp:
      'Messaging > Senders > WhatsApp senders > the number > "Webhook URL for incoming messages" (of the WhatsApp ' +
      'sandbox: Messaging > Try it out > Send a WhatsApp message > Sandbox settings > "When a message comes in")',
    SMS: 'Phone Numbers > Manage > Active numbers > the number > Messaging > "A message comes in" > Webhook',
    'Messaging service': 'Messaging > Services > the service > Integration > "Send a webhook" > Request URL',
  }
  return [
    'The webhook for Twilio, with HTTP POST:',
    `  ${webhookUrl(publicUrl)}${OVERRIDES}`,
    'The part after # makes Twilio try again, up to 3 times, also when we answer late or with 5xx; otherwise it does not.',
    'Where to paste it in the Twilio console:',
    ...(twilio.whatsappFrom ? [`  WhatsApp: ${where.WhatsApp}`] : []),
    ...(twilio.smsFrom ? [`  SMS: ${where.SMS}`] : []),
    ...(twilio.messagingServiceSid ? [`  Messaging service: ${where['Messaging service']}`] : []),
    'Status callbacks need nothing: their address is sent with each message.',
  ]
}

export async function checkPublicUrl(config: Config): Promise<Finding[]> {
  const report = reportOn('PUBLIC_URL')
  const { publicUrl, twilio } = config
  if (!twilio) {
    return [
      report.ok(
        'not needed while the sandbox plays WhatsApp and SMS; set TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and a sender to make them real',
      ),
    ]
  }
  if (!publicUrl) {
    return [
      report.fix(
        'is not set, so Twilio cannot reach this service',
        'set it to the https address of this service, e.g. of a tunnel to its PORT',
      ),
    ]
  }
  const shape = checkShape(publicUrl, isLoopback(twilio.baseUrl), report)
  const reached = await checkReached(publicUrl, config, report)
  const probe = reached.state === 'ok' ? [await checkSignature(publicUrl, twilio, reportOn('Webhook'))] : []
  return [shape, reached, ...probe]
}

/** Whether Twilio can use it at all. `standIn`: what plays Twilio runs on this machine, where all is allowed. */
function checkShape(publicUrl: string, standIn: boolean, { ok, fix }: Report): Finding {
  const { hostname, protocol } = new URL(publicUrl)
  if (hostname.includes('_')) {
    return fix(
      `${publicUrl} has an underscore in its host name, which Twilio does not call`,
      'use another host name',
    )
  }
  if (standIn) return ok(`${publicUrl} will do for the Twilio stand-in on this machine`)
  if (isLoopback(publicUrl) || isPrivate(hostname)) {
    return fix(
      `${publicUrl} leads to this machine or network only`,
      'set it to an https address on the internet, e.g. of a tunnel',
    )
  }
  if (protocol !== 'https:') return fix(`${publicUrl} is not encrypted`, 'set it to an https address')
  return ok(`${publicUrl} is an https address`)
}

function isPrivate(hostname: string): boolean {
  if (/^(0|10|127)\.|^192\.168\.|^169\.254\.|^172\.(1[6-9]|2\d|3[01])\.|^\[(f[cd]|fe80)/.test(hostname))
    return true
  return /\.(local|internal|lan|test|invalid|example)$/.test(hostname) || !/[.:]/.test(hostname)
}

async function checkReached(publicUrl: string, { port }: Config, { ok, fix }: Report): Promise<Finding> {
  const answer = await ask(`${publicUrl}/healthz`)
  if (answer.status === 200 && answer.text === 'alive') {
    return ok(
      'the service answers there, seen from here; Twilio comes from the internet, so it must be reachable from there too',
    )
  }
  const here = port === 0 ? undefined : await ask(`http://127.0.0.1:${port}/healthz`)
  const running = here?.text === 'alive'
  const next = running
    ? `make it lead to port ${port} of this machine, where the service answers`
    : 'start the service (npm start), then run the doctor again'
  if (answer.status >= 300 && answer.status < 400) {
    return fix(
      `${publicUrl} redirects, and a redirect loses the message`,
      'set it to the address that answers by itself',
    )
  }
  if (answer.status === 200) return fix(`something else than this service answers at ${publicUrl}`, next)
  return fix(`${publicUrl} ${outcome(answer)}`, next)
}

/** A request as Twilio signs them, but without a sender: refused with 400 once the signature holds, so never stored. */
async function checkSignature(
  publicUrl: string,
  { accountSid, authToken }: NonNullable<Config['twilio']>,
  { ok, fix }: Report,
): Promise<Finding> {
  const url = webhookUrl(publicUrl)
  const fields = { AccountSid: accountSid, MessageSid: `SM${'0'.repeat(32)}`, From: '', Body: '' }
  const answer = await ask(url, {
    method: 'POST',
    headers: { 'x-twilio-signature': webhooks.getExpectedTwilioSignature(authToken, url, fields) },
    body: new URLSearchParams(fields),
  })
  if (answer.status === 400 && answer.text.includes('From'))
    return ok(`${url} accepts our signature (nothing was stored)`)
  if (answer.status === 403) {
    return fix(
      'the running service refuses a signature made with these settings',
      'restart it, so that it has the TWILIO_AUTH_TOKEN, TWILIO_ACCOUNT_SID and PUBLIC_URL of these settings',
    )
  }
  return fix(
    `${url} ${outcome(answer)} to a signed request instead of 400`,
    'see the log of the service, or of the proxy before it',
  )
}
