-- One person: what is known of them whatever the channel. The id is the phone number in E.164, or the provider's
-- user id where the number is not visible.
CREATE TABLE people (
  id text PRIMARY KEY,
  name text,
  language text,
  timezone text,
  opted_out_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now()
);

-- Other addresses of a person, such as a business-scoped user id, once a message has shown both together.
CREATE TABLE aliases (
  address text PRIMARY KEY,
  person text NOT NULL REFERENCES people ON DELETE CASCADE
);

-- One memory (LangGraph's thread_id is this id) and one line of replies. `epoch` grows with each claim: who holds an
-- older one has lost the conversation and writes nothing. `awaits_answer`: the assistant has asked before it acts.
CREATE TABLE conversations (
  id text PRIMARY KEY,
  person text NOT NULL REFERENCES people ON DELETE CASCADE,
  channel text NOT NULL,
  medium text NOT NULL,
  their_address text NOT NULL,
  our_address text NOT NULL,
  epoch bigint NOT NULL DEFAULT 0,
  claimed_until timestamptz,
  awaits_answer boolean NOT NULL DEFAULT false,
  offered jsonb,
  last_inbound_at timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 70);

-- Every message a person sent, once: a row is here before the webhook is answered with 200.
-- received → answered (by a turn) | parked (gave up, apology sent) | ignored (not to be answered; `reason` says why).
CREATE TABLE inbox (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  seq bigint GENERATED ALWAYS AS IDENTITY,
  conversation text NOT NULL REFERENCES conversations ON DELETE CASCADE,
  channel text NOT NULL,
  medium text NOT NULL,
  provider_id text NOT NULL,
  sender text NOT NULL,
  recipient text NOT NULL,
  text text NOT NULL,
  details jsonb NOT NULL,
  status text NOT NULL DEFAULT 'received' CHECK (status IN ('received', 'answered', 'parked', 'ignored')),
  reason text,
  tries integer NOT NULL DEFAULT 0,
  turn uuid,
  received_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (channel, provider_id)
) WITH (fillfactor = 80);
CREATE INDEX inbox_unanswered ON inbox (conversation, seq) WHERE status = 'received';
CREATE INDEX inbox_parked ON inbox (seq) WHERE status = 'parked';
CREATE INDEX inbox_history ON inbox (conversation, received_at);

-- One run of the graph that was committed: what it cost, and what came of it.
CREATE TABLE turns (
  id uuid PRIMARY KEY,
  conversation text NOT NULL REFERENCES conversations ON DELETE CASCADE,
  outcome text NOT NULL,
  model text,
  model_calls integer NOT NULL DEFAULT 0,
  tool_calls integer NOT NULL DEFAULT 0,
  input_tokens integer NOT NULL DEFAULT 0,
  output_tokens integer NOT NULL DEFAULT 0,
  cost_usd numeric(12, 6),
  started_at timestamptz NOT NULL,
  finished_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX turns_by_conversation ON turns (conversation, finished_at);

-- Every provider message we owe a person, in the order of `seq`, rendered and within the provider's limits.
-- queued → sending → accepted → sent → delivered → read, or failed, or unknown (asked for, answer never came).
CREATE TABLE outbox (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  seq bigint GENERATED ALWAYS AS IDENTITY,
  conversation text NOT NULL REFERENCES conversations ON DELETE CASCADE,
  turn uuid,
  channel text NOT NULL,
  medium text NOT NULL,
  sender text NOT NULL,
  recipient text NOT NULL,
  body text NOT NULL,
  quick_replies jsonb,
  despite_opt_out boolean NOT NULL DEFAULT false,
  status text NOT NULL DEFAULT 'queued' CHECK
    (status IN ('queued', 'sending', 'accepted', 'sent', 'delivered', 'read', 'failed', 'unknown')),
  error text,
  tries integer NOT NULL DEFAULT 0,
  resends integer NOT NULL DEFAULT 0,
  provider_id text,
  created_at timestamptz NOT NULL DEFAULT now(),
  sending_at timestamptz,
  not_before timestamptz,
  accepted_at timestamptz,
  updated_at timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 70);
CREATE INDEX outbox_pending ON outbox (conversation, seq) WHERE status IN ('queued', 'sending', 'unknown');
CREATE UNIQUE INDEX outbox_provider_id ON outbox (channel, provider_id) WHERE provider_id IS NOT NULL;
CREATE INDEX outbox_history ON outbox (conversation, seq);

-- A tool call with a side effect: written before the tool acts, completed after. A repeat finds it.
-- started → done (with what the tool reported) | failed (the tool reported that it did nothing).
CREATE TABLE effects (
  turn uuid NOT NULL,
  tool text NOT NULL,
  arguments_hash text NOT NULL,
  call_id text NOT NULL,
  conversation text NOT NULL REFERENCES conversations ON DELETE CASCADE,
  status text NOT NULL DEFAULT 'started' CHECK (status IN ('started', 'done', 'failed')),
  result text,
  started_at timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz,
  PRIMARY KEY (turn, tool, arguments_hash)
);

-- Until when the provider's own list of inbound messages has been compared with the inbox.
CREATE TABLE sweeps (
  channel text PRIMARY KEY,
  swept_until timestamptz NOT NULL
);

-- The message history for people to query: who, when, which channel, text, direction, status, turn.
CREATE VIEW messages AS
SELECT received_at AS at, conversation, person, 'in' AS direction, inbox.channel, inbox.medium, text, status, turn,
  provider_id, inbox.id
FROM inbox JOIN conversations ON conversations.id = inbox.conversation
UNION ALL
SELECT created_at, conversation, person, 'out', outbox.channel, outbox.medium, body, status, turn, provider_id,
  outbox.id
FROM outbox JOIN conversations ON conversations.id = outbox.conversation;
