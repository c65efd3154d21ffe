-- What a person wants to be told of, and when. `first`: the first time, as `Temporal.ZonedDateTime`; a rule counts from it.
-- What floats is meant by the clock of wherever the person is; `zone` is where it counts now.
-- active → ended (nothing is to come) | cancelled.
CREATE TABLE reminders (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  person text NOT NULL REFERENCES people ON DELETE CASCADE,
  conversation text NOT NULL REFERENCES conversations ON DELETE CASCADE,
  ref integer NOT NULL,
  kind text NOT NULL CHECK (kind IN ('reminder', 'briefing', 'before-events')),
  text text NOT NULL,
  first text,
  rule text,
  floating boolean NOT NULL DEFAULT false,
  zone text NOT NULL,
  minutes_before integer,
  status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'ended', 'cancelled')),
  call_id text NOT NULL UNIQUE,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (person, ref)
);
CREATE INDEX reminders_active ON reminders (person) WHERE status = 'active';
CREATE INDEX reminders_watched ON reminders (person) WHERE status = 'active' AND kind = 'before-events';
CREATE INDEX reminders_floating ON reminders (person) WHERE status = 'active' AND floating;

-- Each time a reminder comes, once: `occurrence` names it (the time by the rule, the event and its start, the call that put
-- it off). `due_at`: when it is due; `fire_at`: when it is sent, which is later in quiet hours. All by `clock_now()`.
-- planned → open (sent in the same commit) → done | later | moved | cancelled; or planned → skipped (the event is gone).
CREATE TABLE firings (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  reminder uuid NOT NULL REFERENCES reminders ON DELETE CASCADE,
  conversation text NOT NULL REFERENCES conversations ON DELETE CASCADE,
  occurrence text NOT NULL,
  due_at timestamptz NOT NULL,
  fire_at timestamptz NOT NULL,
  event jsonb,
  status text NOT NULL DEFAULT 'planned' CHECK
    (status IN ('planned', 'open', 'done', 'later', 'moved', 'cancelled', 'skipped')),
  outbox uuid,
  fired_at timestamptz,
  settled_at timestamptz,
  UNIQUE (reminder, occurrence)
) WITH (fillfactor = 70);
CREATE INDEX firings_planned ON firings (fire_at) WHERE status = 'planned';
CREATE INDEX firings_planned_by_conversation ON firings (conversation, fire_at) WHERE status = 'planned';
CREATE INDEX firings_open ON firings (conversation, fired_at) WHERE status = 'open';
CREATE INDEX firings_by_outbox ON firings (outbox) WHERE outbox IS NOT NULL;

-- Messages that we start: `notice` is their kind, null for an answer; `notice_at` is by `clock_now()`. `outside`: it holds
-- what others wrote. `template`: sent as the approved template. A message that waits is in nobody's way: until the person
-- writes (`waiting_for` window) or fewer were sent (breaker). What is said in another message or is out of date is dropped.
ALTER TABLE outbox ADD COLUMN notice text;
ALTER TABLE outbox ADD COLUMN notice_at timestamptz;
ALTER TABLE outbox ADD COLUMN outside boolean NOT NULL DEFAULT false;
ALTER TABLE outbox ADD COLUMN template boolean NOT NULL DEFAULT false;
ALTER TABLE outbox ADD COLUMN waiting_for text CHECK (waiting_for IN ('window', 'breaker'));
ALTER TABLE outbox ADD COLUMN waiting_at timestamptz;
ALTER TABLE outbox DROP CONSTRAINT outbox_status_check;
ALTER TABLE outbox ADD CONSTRAINT outbox_status_check CHECK
  (status IN ('queued', 'sending', 'accepted', 'sent', 'delivered', 'read', 'failed', 'unknown', 'waiting', 'dropped'));
CREATE INDEX outbox_waiting ON outbox (conversation, seq) WHERE status = 'waiting';
CREATE INDEX outbox_notices ON outbox (conversation, notice_at) WHERE notice IS NOT NULL;
ALTER TABLE firings ADD FOREIGN KEY (outbox) REFERENCES outbox (id) ON UPDATE CASCADE ON DELETE SET NULL;

-- When the owner was last told that messages to this person wait.
ALTER TABLE conversations ADD COLUMN waiting_told_at timestamptz;
ALTER TABLE conversations ALTER COLUMN last_inbound_at SET DEFAULT clock_now();
