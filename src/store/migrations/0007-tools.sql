-- What takes an act back, as the tool that did it gave it, and that it was taken back: `undone_by` is the call that began
-- to, `undone_result` what came of it. An act is begun to be taken back once; by the call that began, it may be looked up.
ALTER TABLE effects ADD COLUMN undo jsonb;
ALTER TABLE effects ADD COLUMN begun_at timestamptz NOT NULL DEFAULT clock_now();
ALTER TABLE effects ADD COLUMN undone_by text;
ALTER TABLE effects ADD COLUMN undone_result jsonb;
ALTER TABLE effects ADD COLUMN undone_at timestamptz;
CREATE INDEX effects_by_conversation ON effects (conversation, begun_at);
CREATE INDEX event_changes_by_call ON event_changes (conversation, call_id);

-- How often a tool that has a limit was used in the minute, hour or day that began at `since`; `counted` are the calls of
-- the turn that used it last, so that a turn that is run again counts once.
CREATE TABLE tool_uses (
  person text NOT NULL REFERENCES people ON DELETE CASCADE,
  tool text NOT NULL,
  since timestamptz NOT NULL,
  calls integer NOT NULL,
  turn uuid NOT NULL,
  counted text[] NOT NULL,
  PRIMARY KEY (person, tool)
) WITH (fillfactor = 70);
CREATE INDEX tool_uses_old ON tool_uses (since);
