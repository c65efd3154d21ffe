import { createHmac } from 'node:crypto'

/** What is left of erased messages and addresses: who reads the table finds out neither, and cannot try numbers either. */
export interface Fingerprint {
  message(channel: string, providerId: string): Buffer
  address(address: string): Buffer
}

export function createFingerprint(secret: Buffer): Fingerprint {
  const hash = (what: string): Buffer => createHmac('sha256', secret).update(what).digest().subarray(0, 16)
  return {
    message: (channel, providerId) => hash(`message:${channel}:${providerId}`),
    address: (address) => hash(`address:${address}`),
  }
}
