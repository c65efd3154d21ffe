-- A turn in which the person has said yes to erasing everything about them: it ends in that, however often it is run again.
CREATE TABLE erasures (
  turn uuid PRIMARY KEY,
  conversation text NOT NULL REFERENCES conversations ON DELETE CASCADE
);

-- Keyed hashes of messages that were erased, for as long as the provider may bring them again.
CREATE TABLE erased_messages (
  hash bytea PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX erased_messages_by_age ON erased_messages (at);

-- Keyed hashes of those who had said STOP: nothing else is kept of them, and STOP holds until they say START.
CREATE TABLE erased_opt_outs (
  hash bytea PRIMARY KEY
);

-- Files of erased messages that are still to be deleted at their provider: where they lie there, and nothing of whose they were.
CREATE TABLE erased_media (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  channel text NOT NULL,
  media jsonb NOT NULL,
  at timestamptz NOT NULL DEFAULT now()
);

-- What a done act reported holds what others wrote: also for a turn that is run again.
ALTER TABLE effects ADD COLUMN outside boolean NOT NULL DEFAULT false;

-- A conversation that begins anew after an erasure must not come to an epoch that somebody still holds.
ALTER TABLE conversations ALTER COLUMN epoch SET DEFAULT (extract(epoch FROM clock_timestamp()) * 1000)::bigint;

-- For what is deleted by its age: next to nothing to write, and enough to skip what is recent.
CREATE INDEX inbox_by_age ON inbox USING brin (received_at);
CREATE INDEX outbox_by_age ON outbox USING brin (created_at);
CREATE INDEX turns_by_age ON turns USING brin (finished_at);
CREATE INDEX effects_by_age ON effects USING brin (started_at);
