import type { Logger } from 'pino'
import type { Channel } from './channels/channel.ts'
import { createTwilioChannel } from './channels/twilio.ts'
import type { Config } from './config.ts'
import { PermanentError } from './errors.ts'

/** The channels that are set up, by name. `publicUrl`: where their webhooks come in. */
export function openChannels(
  { twilio }: Pick<Config, 'twilio'>,
  publicUrl: string,
  log: Logger,
): Map<string, Channel> {
  if (!twilio) throw new PermanentError('no channel is set up')
  const channel = createTwilioChannel({
    accountSid: twilio.accountSid,
    authToken: twilio.authToken,
    whatsappFrom: twilio.whatsappFrom,
    smsFrom: twilio.smsFrom,
    messagingServiceSid: twilio.messagingServiceSid,
    baseUrl: twilio.baseUrl,
    templates: {
      buttons2: twilio.templates[2],
      buttons3: twilio.templates[3],
      notice: twilio.templates.notice,
    },
    publicUrl,
    log,
  })
  return new Map([[channel.name, channel]])
}
