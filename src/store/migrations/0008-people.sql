-- The person has chosen the language they are answered in, or what they are called: what they write, and the name that their
-- profile has, change it no more.
ALTER TABLE people ADD COLUMN language_chosen boolean NOT NULL DEFAULT false;
ALTER TABLE people ADD COLUMN name_chosen boolean NOT NULL DEFAULT false;
