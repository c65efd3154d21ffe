-- What is known of a person across conversations, one sentence each. Our own table and not LangGraph's store: each fact has
-- its source, is written only by who holds the conversation, and goes in the statement that erases the person; there are so
-- few of them that words find what fits, and no vectors are needed.
-- `ref` is its name (f12). `words`: the person's own, from the turn it was learnt in. `said`: the note as it was asked for,
-- so that a turn that is run again finds it. `former`: what it was before its last correction.
CREATE TABLE facts (
  person text NOT NULL REFERENCES people ON DELETE CASCADE,
  ref integer NOT NULL,
  about text NOT NULL,
  text text NOT NULL,
  words text NOT NULL,
  conversation text REFERENCES conversations ON DELETE SET NULL,
  turn uuid NOT NULL,
  said text NOT NULL,
  former jsonb,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (person, ref)
);

-- The last name given to a fact of a person: none is given twice, or an old "forget f3" would hit another one.
CREATE TABLE fact_refs (
  person text PRIMARY KEY REFERENCES people ON DELETE CASCADE,
  last integer NOT NULL DEFAULT 0
);
