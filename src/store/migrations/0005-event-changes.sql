-- What was done to events: it can be taken back, and "that one" has a meaning. A row is begun before the calendar is asked
-- and finished with what it answered. begun → done | failed (nothing was done).
CREATE TABLE event_changes (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  person text NOT NULL REFERENCES people ON DELETE CASCADE,
  key text NOT NULL, -- of the call and what it came down to
  call_id text NOT NULL,
  conversation text NOT NULL REFERENCES conversations ON DELETE CASCADE,
  calendar uuid NOT NULL REFERENCES calendars ON DELETE CASCADE,
  action text NOT NULL CHECK (action IN ('book', 'change', 'remove', 'answer', 'undo')),
  plan jsonb NOT NULL, -- its steps, each with what takes it back
  status text NOT NULL DEFAULT 'begun' CHECK (status IN ('begun', 'done', 'failed')),
  event text, -- the one it left behind
  after jsonb, -- as the calendar showed it then
  result jsonb,
  at timestamptz NOT NULL DEFAULT clock_now(),
  undone_at timestamptz,
  UNIQUE (person, key)
);
CREATE INDEX event_changes_by_person ON event_changes (person, id);
CREATE INDEX event_changes_by_conversation ON event_changes (conversation, id);

-- Short names for events, e.g. e12: a model copies them without mistakes, and they lead to nothing of anybody else.
CREATE TABLE event_refs (
  person text NOT NULL REFERENCES people ON DELETE CASCADE,
  number integer NOT NULL,
  calendar uuid NOT NULL REFERENCES calendars ON DELETE CASCADE,
  event text NOT NULL,
  PRIMARY KEY (person, number),
  UNIQUE (person, calendar, event)
);
