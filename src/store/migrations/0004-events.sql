-- Events of the local calendars. A row is an event, a series (it has a rule), or one instance of a series that differs from
-- it (`series`, `original_start`). Deleted ones stay as cancelled: their ids stay taken, and undo brings them back.
CREATE TABLE events (
  calendar uuid NOT NULL REFERENCES calendars ON DELETE CASCADE,
  -- Byte order, so that the instances of a series stand one after the other by time.
  id text COLLATE "C" NOT NULL,
  series text COLLATE "C",
  original_start text,
  -- False: its series has no such instance at present. It comes back when the series has it again.
  fits boolean NOT NULL DEFAULT true,
  status text NOT NULL DEFAULT 'confirmed' CHECK (status IN ('confirmed', 'cancelled')),
  title text NOT NULL,
  event_time jsonb NOT NULL,
  location text NOT NULL,
  notes text NOT NULL,
  attendees jsonb NOT NULL,
  rule text,
  -- Nothing of it is outside of these two: whole days reach from the first zone of the world to the last one, a series to
  -- its last instance.
  starts_at timestamptz NOT NULL,
  last_at timestamptz NOT NULL,
  version integer NOT NULL DEFAULT 1,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (calendar, id),
  FOREIGN KEY (calendar, series) REFERENCES events (calendar, id) ON DELETE CASCADE,
  CHECK ((series IS NULL) = (original_start IS NULL)),
  CHECK (series IS NULL OR rule IS NULL)
);
CREATE INDEX events_shown ON events (calendar, last_at, starts_at) WHERE status = 'confirmed' AND fits;
CREATE INDEX events_series ON events (calendar, series) WHERE series IS NOT NULL;
