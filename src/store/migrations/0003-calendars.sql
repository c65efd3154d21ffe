-- `timezone` is what the person said. Away: where they are until they come back. Both IANA.
ALTER TABLE people ADD COLUMN away_timezone text;
ALTER TABLE people ADD COLUMN away_until timestamptz;
-- When it was said aloud that their zone is only a guess.
ALTER TABLE people ADD COLUMN zone_told_at timestamptz;
-- Nothing is sent by itself between these hours of their day.
ALTER TABLE people ADD COLUMN quiet_from time;
ALTER TABLE people ADD COLUMN quiet_until time;

-- What the person is shown of an act, in the calendar's own words.
ALTER TABLE effects ADD COLUMN receipt text;

-- The sandbox's clock can be moved; everywhere else the shift is zero. What is due and the 24 hours of WhatsApp go by it.
CREATE TABLE clock (
  always boolean PRIMARY KEY DEFAULT true CHECK (always),
  shift interval NOT NULL DEFAULT '0'
);
INSERT INTO clock DEFAULT VALUES;
CREATE FUNCTION clock_now() RETURNS timestamptz LANGUAGE sql STABLE AS 'SELECT now() + shift FROM clock';

-- A person's consent at Google. `tokens` is encrypted. live → dead (revoked, expired; the person is told once).
CREATE TABLE google_accounts (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  person text NOT NULL REFERENCES people ON DELETE CASCADE,
  email text NOT NULL,
  tokens bytea,
  scopes text NOT NULL DEFAULT '',
  status text NOT NULL DEFAULT 'live' CHECK (status IN ('live', 'dead')),
  dead_told_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (person, email)
);

-- A link to Google that was given to one person: good once, for a while. `id` is the hash of the state.
CREATE TABLE oauth_states (
  id text PRIMARY KEY,
  person text NOT NULL REFERENCES people ON DELETE CASCADE,
  conversation text NOT NULL REFERENCES conversations ON DELETE CASCADE,
  verifier bytea NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at timestamptz
);

-- Calendars of a person: one in this database, and those of their Google accounts. Writing goes to the default one.
-- `feed_version` is in the private address of a local calendar: a new one makes the old address useless.
CREATE TABLE calendars (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  person text NOT NULL REFERENCES people ON DELETE CASCADE,
  kind text NOT NULL CHECK (kind IN ('google', 'local')),
  name text NOT NULL,
  account uuid REFERENCES google_accounts ON DELETE CASCADE,
  google_id text,
  is_default boolean NOT NULL DEFAULT false,
  feed_version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (account, google_id)
);
CREATE UNIQUE INDEX calendars_default ON calendars (person) WHERE is_default;
CREATE UNIQUE INDEX calendars_local ON calendars (person) WHERE kind = 'local';
