import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120]

/**
 * What the service tells Prometheus. HTTP and model metrics have the names of the OpenTelemetry conventions; labels
 * are of low cardinality: never a person, a conversation or a message.
 */
export function createMetrics() {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  return {
    registry,
    http: new Histogram({
      name: 'http_server_request_duration_seconds',
      help: 'Duration of HTTP requests.',
      labelNames: ['http_route', 'http_request_method', 'http_response_status_code'],
      buckets: SECONDS,
      registers,
    }),
    inbound: new Counter({
      name: 'majordomo_inbound_messages_total',
      help: 'Messages received from people.',
      labelNames: ['channel', 'medium', 'result'],
      registers,
    }),
    outbound: new Counter({
      name: 'majordomo_outbound_messages_total',
      help: 'Attempts to send a message, by outcome.',
      labelNames: ['channel', 'medium', 'outcome'],
      registers,
    }),
    resends: new Counter({
      name: 'majordomo_outbound_resends_total',
      help: 'Messages of unknown outcome that were not found at the provider and were sent once more.',
      labelNames: ['channel'],
      registers,
    }),
    statuses: new Counter({
      name: 'majordomo_delivery_statuses_total',
      help: 'Status callbacks of providers.',
      labelNames: ['channel', 'status'],
      registers,
    }),
    turns: new Histogram({
      name: 'majordomo_turn_duration_seconds',
      help: 'From claiming a conversation to the commit of its answer.',
      labelNames: ['outcome'],
      buckets: SECONDS,
      registers,
    }),
    media: new Histogram({
      name: 'majordomo_media_duration_seconds',
      help: 'From fetching a file a person sent to knowing what is in it.',
      labelNames: ['outcome'],
      buckets: SECONDS,
      registers,
    }),
    tools: new Histogram({
      name: 'majordomo_tool_duration_seconds',
      help: 'Duration of tool calls.',
      labelNames: ['tool', 'outcome'],
      buckets: SECONDS,
      registers,
    }),
    tokens: new Counter({
      name: 'gen_ai_client_token_usage_total',
      help: 'Tokens as the providers report them.',
      labelNames: ['gen_ai_request_model', 'gen_ai_token_type'],
      registers,
    }),
    cost: new Counter({
      name: 'majordomo_model_cost_usd_total',
      help: 'Cost of model calls, for models with a known price.',
      labelNames: ['gen_ai_request_model'],
      registers,
    }),
    lateness: new Histogram({
      name: 'majordomo_reminder_lateness_seconds',
      help: 'From when a reminder was due to its message being queued.',
      buckets: SECONDS,
      registers,
    }),
    waiting: new Gauge({
      name: 'majordomo_waiting_messages',
      help: 'Messages that wait for the person to write, or for the breaker, by reason.',
      labelNames: ['reason'],
      registers,
    }),
    queue: new Gauge({
      name: 'majordomo_queue_jobs',
      help: 'Jobs that wait or run.',
      labelNames: ['step'],
      registers,
    }),
  }
}

export type Metrics = ReturnType<typeof createMetrics>
