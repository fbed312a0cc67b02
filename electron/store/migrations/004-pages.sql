-- Pictures of a photo beside the framed one, each made when there is time: the card beside a link, a story.
CREATE TABLE outputs (
  photo  TEXT NOT NULL,
  name   TEXT NOT NULL,
  -- Relative to the data folder.
  file   TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  bytes  INTEGER NOT NULL,
  PRIMARY KEY (photo, name)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER outputs_end AFTER DELETE ON photos
BEGIN DELETE FROM outputs WHERE photo = OLD.id; END;

-- A photo's page goes before what the brand may use: somebody stands there and waits for it. So the ranks are now
-- 0 what has to be gone or taken down, 1 pages, 2 photos, 3 photos of which only the original is missing.
UPDATE outbox SET rank = rank + 1 WHERE rank > 0;

CREATE TRIGGER photos_reserved_change AFTER INSERT ON photos
BEGIN INSERT INTO changes (photo, rank) VALUES (NEW.id, 1); END;
CREATE TRIGGER outputs_change AFTER INSERT ON outputs
BEGIN INSERT INTO changes (photo, rank) VALUES (NEW.photo, 1); END;

-- Its people were told, before the photo was taken, that it gets a page on the internet: no other photo gets one.
ALTER TABLE photos ADD COLUMN public_page INTEGER NOT NULL DEFAULT 0 CHECK (public_page IN (0, 1));

-- As in 003, but what is more urgent now has waited since now.
DROP TRIGGER changes_noted;
CREATE TRIGGER changes_noted INSTEAD OF INSERT ON changes WHEN EXISTS (SELECT 1 FROM storage)
BEGIN
  INSERT INTO outbox (photo, rank, since, reason)
  VALUES (NEW.photo, NEW.rank, CAST(unixepoch('subsec') * 1000 AS INTEGER), NEW.reason)
  ON CONFLICT DO UPDATE SET since = iif(excluded.rank < rank, excluded.since, since), rank = min(rank, excluded.rank),
    generation = generation + 1, due = 0, attempts = 0, problem = NULL, reason = coalesce(excluded.reason, reason);
END;
