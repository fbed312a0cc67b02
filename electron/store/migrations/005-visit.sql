-- What a photo's people chose with it: what was taken, and in which look it is framed; null is the event's own look.
ALTER TABLE photos ADD COLUMN mode TEXT NOT NULL DEFAULT 'photo';
-- How many shots the original has, one below the other.
ALTER TABLE photos ADD COLUMN shots INTEGER NOT NULL DEFAULT 1;
ALTER TABLE photos ADD COLUMN look TEXT;
-- Their own words with it; null when they said nothing.
ALTER TABLE photos ADD COLUMN story TEXT;
