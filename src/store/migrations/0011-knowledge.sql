-- The owner's documents. `path`: where the file lies, which tells it from others; `source`: what people are shown of that,
-- or the page's own address. `hash`: of its bytes and of how they were read. `audience`: ids of people; null: everyone.
-- `config`: how its words are reduced. `embedded_with`: the model of its vectors; null: it has none.
CREATE TABLE documents (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  path text NOT NULL UNIQUE,
  source text NOT NULL,
  title text NOT NULL,
  language text NOT NULL,
  config text NOT NULL,
  hash text NOT NULL,
  audience text[],
  embedded_with text,
  passages integer NOT NULL,
  at timestamptz NOT NULL DEFAULT now()
);

-- Their pieces, in order, replaced all at once. `words`: title (A), section (B), text (D). Rows stay whole, because ranking
-- reads the words of thousands of them.
CREATE TABLE passages (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  document bigint NOT NULL REFERENCES documents ON DELETE CASCADE,
  n integer NOT NULL,
  section text NOT NULL,
  text text NOT NULL,
  words tsvector NOT NULL,
  UNIQUE (document, n)
) WITH (toast_tuple_target = 8160);
CREATE INDEX passages_words ON passages USING gin (words) WITH (fastupdate = off);

-- In how many passages a word stands: counted after documents have changed, and only ever an estimate.
CREATE TABLE passage_words (
  word text COLLATE "C" PRIMARY KEY,
  passages integer NOT NULL
);

-- One row. `version` grows with every change of a document, in the same commit; `counted`: up to which the words were counted.
CREATE TABLE knowledge_state (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  version bigint NOT NULL DEFAULT 0,
  counted bigint NOT NULL DEFAULT 0,
  counted_passages integer NOT NULL DEFAULT 0
);
INSERT INTO knowledge_state DEFAULT VALUES;

-- Folders that held documents for people who had everything erased, as hashes of their paths: what still lies there must not
-- become readable by others at the next run. Until the owner says whom they are for.
CREATE TABLE closed_folders (
  hash text PRIMARY KEY
);
