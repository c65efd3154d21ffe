-- Bytes that a turn needs: pictures made ready for the model, voice notes that the provider fetches from us, and,
-- where the owner keeps them, the files people sent. Nothing stays past `expires_at` but what an open message or a voice
-- note on its way needs.
CREATE TABLE media (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  conversation text NOT NULL REFERENCES conversations ON DELETE CASCADE,
  kind text NOT NULL CHECK (kind IN ('original', 'picture', 'voice')),
  inbox uuid REFERENCES inbox ON DELETE CASCADE, -- the message it came with, and its place there
  place integer,
  content_type text NOT NULL,
  bytes bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL
);
ALTER TABLE media ALTER COLUMN bytes SET STORAGE EXTERNAL; -- compressed already
CREATE INDEX media_by_expiry ON media (expires_at);
CREATE INDEX media_of_message ON media (inbox);
CREATE UNIQUE INDEX media_originals ON media (inbox, place) WHERE kind = 'original';

-- What each file of a message came to, by its place in the message: written once, so that a retry pays nothing twice.
ALTER TABLE inbox ADD COLUMN understood jsonb NOT NULL DEFAULT '{}';
-- Still to be deleted at the provider, where the owner wants that.
ALTER TABLE inbox ADD COLUMN delete_media boolean NOT NULL DEFAULT false;
CREATE INDEX inbox_delete_media ON inbox (received_at) WHERE delete_media;

-- The message is a voice note in `media`, and `body` its words: what is sent instead when it comes to nothing. No
-- foreign key: the recording goes long before the message.
ALTER TABLE outbox ADD COLUMN voice uuid;
CREATE INDEX outbox_silent_voice ON outbox (accepted_at) WHERE voice IS NOT NULL AND status = 'accepted';

-- When answers are spoken: never, when the person speaks (mirror), or always.
ALTER TABLE people ADD COLUMN voice_replies text NOT NULL DEFAULT 'never'
  CHECK (voice_replies IN ('never', 'mirror', 'always'));

-- Made by the service for itself, one for all processes.
CREATE TABLE secrets (
  name text PRIMARY KEY,
  value bytea NOT NULL
);

-- As before, with the words of voice notes.
CREATE OR REPLACE VIEW messages AS
SELECT received_at AS at, conversation, person, 'in' AS direction, inbox.channel, inbox.medium,
  concat_ws(E'\n', nullif(text, ''), (
    SELECT string_agg(file->>'text', E'\n') FROM jsonb_each(understood) AS files (place, file)
    WHERE file->>'kind' = 'voice'
  )) AS text,
  status, turn, provider_id, inbox.id
FROM inbox JOIN conversations ON conversations.id = inbox.conversation
UNION ALL
SELECT created_at, conversation, person, 'out', outbox.channel, outbox.medium, body, status, turn, provider_id,
  outbox.id
FROM outbox JOIN conversations ON conversations.id = outbox.conversation;
