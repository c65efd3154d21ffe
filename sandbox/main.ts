/**
 * Runs the sandbox as a process of its own: `node sandbox/main.ts [--port 4010] [--service-url http://…] …`.
 * Every flag may also be an environment variable (PORT, SERVICE_URL, TWILIO_ACCOUNT_SID, …). Prints one JSON line
 * with its url when it is ready; ends on SIGTERM or SIGINT; directed through `/control`.
 */
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { startSandbox } from './sandbox.ts'

const FLAGS = {
  port: 'PORT',
  host: 'HOST',
  'service-url': 'SERVICE_URL',
  'account-sid': 'TWILIO_ACCOUNT_SID',
  'auth-token': 'TWILIO_AUTH_TOKEN',
  'whatsapp-from': 'TWILIO_WHATSAPP_FROM',
  'sms-from': 'TWILIO_SMS_FROM',
  'google-client-id': 'GOOGLE_CLIENT_ID',
  'google-client-secret': 'GOOGLE_CLIENT_SECRET',
  'think-ms': 'THINK_MS',
  callbacks: 'CALLBACKS',
  'callback-delay-ms': 'CALLBACK_DELAY_MS',
  pages: 'PAGES',
  'data-dir': 'SANDBOX_DATA_DIR',
} as const

const { values } = parseArgs({
  options: Object.fromEntries(Object.keys(FLAGS).map((flag) => [flag, { type: 'string' as const }])),
})
const given = Object.entries(FLAGS).map(([flag, name]) => [
  name,
  values[flag] ?? (process.env[name] || undefined),
])

const settings = z
  .object({
    PORT: z.coerce.number().int().default(0),
    HOST: z.string().default('127.0.0.1'),
    SERVICE_URL: z.string().default(''),
    TWILIO_ACCOUNT_SID: z.string().default(`AC${'0'.repeat(31)}1`),
    TWILIO_AUTH_TOKEN: z.string().default('sandbox-auth-token'),
    TWILIO_WHATSAPP_FROM: z.string().default('whatsapp:+14155238886'),
    TWILIO_SMS_FROM: z.string().default('+14155238886'),
    GOOGLE_CLIENT_ID: z.string().optional(),
    GOOGLE_CLIENT_SECRET: z.string().optional(),
    THINK_MS: z.coerce.number().default(0),
    CALLBACKS: z.enum(['none', 'sent', 'delivered', 'read']).default('delivered'),
    CALLBACK_DELAY_MS: z.coerce.number().default(0),
    PAGES: z.string().optional(),
    SANDBOX_DATA_DIR: z.string().optional(),
  })
  .parse(Object.fromEntries(given))

const sandbox = await startSandbox({
  port: settings.PORT,
  host: settings.HOST,
  serviceUrl: settings.SERVICE_URL,
  accountSid: settings.TWILIO_ACCOUNT_SID,
  authToken: settings.TWILIO_AUTH_TOKEN,
  whatsappFrom: settings.TWILIO_WHATSAPP_FROM,
  smsFrom: settings.TWILIO_SMS_FROM,
  googleClientId: settings.GOOGLE_CLIENT_ID,
  googleClientSecret: settings.GOOGLE_CLIENT_SECRET,
  thinkMs: settings.THINK_MS,
  callbacks: { level: settings.CALLBACKS, delayMs: settings.CALLBACK_DELAY_MS },
  pages: settings.PAGES,
  dataDir: settings.SANDBOX_DATA_DIR,
})
process.stdout.write(`${JSON.stringify({ url: sandbox.url, settings: sandbox.settings() })}\n`)

let ending = false
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    if (ending) return
    ending = true
    void sandbox[Symbol.asyncDispose]()
  })
}
