import type { IncomingMessage, ServerResponse } from 'node:http'
import { sendJson } from '../exchange.ts'
import { newId } from './ids.ts'
import type { ModelRefusal, ModelRequest } from './model-request.ts'

export type Provider = ModelRequest['provider']

/** Sends an error in the provider's own shape (PROTOCOLS 5.5 for OpenAI). */
export function sendModelError(
  response: ServerResponse,
  provider: Provider,
  { status, message, type, param = null, code = null }: ModelRefusal,
  headers: Record<string, string> = {},
): void {
  const id = newId('req_')
  if (provider === 'openai') {
    const error = { message, type: type ?? 'invalid_request_error', param, code }
    return sendJson(response, status, { error }, { 'x-request-id': id, ...headers })
  }
  const error = { type: type ?? 'invalid_request_error', message }
  sendJson(response, status, { type: 'error', error, request_id: id }, { 'request-id': id, ...headers })
}

/** Why a key is refused: none, or `sk-bad`. Every other one will do. */
export function openaiKeyProblem({ headers }: IncomingMessage): ModelRefusal | undefined {
  const key = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1]
  return !key || key === 'sk-bad' ? usualError('openai', 401) : undefined
}

/** What the provider says with this HTTP status when nothing is wrong with the request itself. */
export function usualError(provider: Provider, status: number): ModelRefusal {
  const known = provider === 'openai' ? OPENAI[status] : ANTHROPIC[status]
  return { status, message: `Error ${status}`, type: 'api_error', ...known }
}

export const noQuota = (provider: Provider): ModelRefusal =>
  provider === 'openai'
    ? {
        status: 429,
        message: 'You exceeded your current quota, please check your plan and billing details.',
        type: 'insufficient_quota',
        code: 'insufficient_quota',
      }
    : {
        status: 400,
        message: 'Your credit balance is too low to access the Anthropic API.',
        type: 'invalid_request_error',
      }

const OPENAI: Record<number, Omit<ModelRefusal, 'status'>> = {
  400: { message: 'Invalid request', type: 'invalid_request_error' },
  401: { message: 'Incorrect API key provided.', type: 'invalid_request_error', code: 'invalid_api_key' },
  403: {
    message: 'You do not have access to this model.',
    type: 'invalid_request_error',
    code: 'model_not_found',
  },
  404: { message: 'The model does not exist.', type: 'invalid_request_error', code: 'model_not_found' },
  413: { message: '413: Maximum content size limit exceeded', type: 'server_error' },
  429: { message: 'Rate limit reached for requests', type: 'requests', code: 'rate_limit_exceeded' },
  500: { message: 'The server had an error while processing your request.', type: 'server_error' },
  503: { message: 'The engine is currently overloaded, please try again later', type: 'server_error' },
}

const ANTHROPIC: Record<number, Omit<ModelRefusal, 'status'>> = {
  400: { message: 'Invalid request', type: 'invalid_request_error' },
  401: { message: 'invalid x-api-key', type: 'authentication_error' },
  403: { message: 'Your API key does not have permission.', type: 'permission_error' },
  404: { message: 'model not found', type: 'not_found_error' },
  429: { message: 'This request would exceed your rate limit.', type: 'rate_limit_error' },
  500: { message: 'Internal server error', type: 'api_error' },
  529: { message: 'Overloaded', type: 'overloaded_error' },
}
