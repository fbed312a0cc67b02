-- Whether staff have seen what a photo's people said: NULL, nobody has to; 'waits', not yet, so it is neither published
-- nor the brand's; 'fine', it goes out with its words; 'not', it goes out without them.
ALTER TABLE photos ADD COLUMN story_sight TEXT CHECK (story_sight IN ('waits', 'fine', 'not'));
CREATE INDEX photos_waiting ON photos (id) WHERE story_sight = 'waits';

CREATE TRIGGER photos_story_change AFTER UPDATE OF story, story_sight ON photos
WHEN NEW.story IS NOT OLD.story OR NEW.story_sight IS NOT OLD.story_sight
BEGIN INSERT INTO changes (photo, rank) VALUES (NEW.id, 1); END;

-- As in 003, but a photo that is framed anew without its words, or with them again, is no second one.
DROP TRIGGER journal_staged;
CREATE TRIGGER journal_staged AFTER UPDATE OF stage ON photos
WHEN NEW.stage IS NOT OLD.stage AND OLD.framed_at IS NULL
BEGIN
  INSERT INTO journal (occurred_at, offset, kind, photo, detail)
  VALUES (
    CASE NEW.stage WHEN 'kept' THEN NEW.kept_at WHEN 'framed' THEN NEW.framed_at
      ELSE strftime('%Y-%m-%dT%H:%M:%fZ', 'now') END,
    NEW.offset, 'photo.' || NEW.stage, NEW.id,
    CASE NEW.stage WHEN 'failed' THEN json_object('code', NEW.failure) ELSE '{}' END);
END;
