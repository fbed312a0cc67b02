-- What happened, for counting: never who. A photo that is erased leaves its lines without its id.
CREATE TABLE journal (
  seq         INTEGER PRIMARY KEY AUTOINCREMENT,
  occurred_at TEXT NOT NULL,
  offset      INTEGER NOT NULL,
  kind        TEXT NOT NULL,
  photo       TEXT,
  -- What goes with the kind, such as the purpose of an answer.
  detail      TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(detail))
) STRICT;
CREATE INDEX journal_photo ON journal (photo) WHERE photo IS NOT NULL;

CREATE TRIGGER journal_reserved AFTER INSERT ON photos
BEGIN
  INSERT INTO journal (occurred_at, offset, kind, photo, detail)
  VALUES (NEW.reserved_at, NEW.offset, 'photo.reserved', NEW.id,
    json_object('template', NEW.template, 'language', NEW.language));
END;

CREATE TRIGGER journal_staged AFTER UPDATE OF stage ON photos WHEN NEW.stage IS NOT OLD.stage
BEGIN
  INSERT INTO journal (occurred_at, offset, kind, photo, detail)
  VALUES (
    CASE NEW.stage WHEN 'kept' THEN NEW.kept_at WHEN 'framed' THEN NEW.framed_at
      ELSE strftime('%Y-%m-%dT%H:%M:%fZ', 'now') END,
    NEW.offset, 'photo.' || NEW.stage, NEW.id,
    CASE NEW.stage WHEN 'failed' THEN json_object('code', NEW.failure) ELSE '{}' END);
END;

CREATE TRIGGER journal_said AFTER INSERT ON statements
BEGIN
  INSERT INTO journal (occurred_at, offset, kind, photo, detail)
  SELECT at, offset,
    CASE WHEN kind = 'withdrawal' THEN 'consent.withdrawn'
      WHEN NEW.body ->> 'given' THEN 'consent.given' ELSE 'consent.refused' END,
    NEW.photo, json_object('purpose', NEW.purpose, 'way', NEW.body ->> 'way')
  FROM ledger WHERE seq = NEW.seq;
END;

CREATE TRIGGER journal_unsaid AFTER DELETE ON statements
BEGIN UPDATE journal SET photo = NULL WHERE photo = OLD.photo; END;

CREATE TRIGGER journal_erased AFTER DELETE ON photos
BEGIN
  UPDATE journal SET photo = NULL WHERE photo = OLD.id;
  INSERT INTO journal (occurred_at, offset, kind, detail)
  VALUES (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), OLD.offset, 'photo.erased', json_object('reason', OLD.erasing));
END;

-- What the station knows of its storage, from the first time it is given one: from then on changes are noted below.
CREATE TABLE storage (
  only_one      INTEGER PRIMARY KEY CHECK (only_one = 1),
  -- Which storage, by its settings: another one begins with nothing.
  target        TEXT NOT NULL,
  -- Under which name this station writes there: another one begins with nothing too.
  station       TEXT NOT NULL DEFAULT '',
  -- How far the journal and the ledger have been taken into files of their own.
  journal_seq   INTEGER NOT NULL DEFAULT 0,
  ledger_seq    INTEGER NOT NULL DEFAULT 0,
  -- The end of the file that is on its way: however often it is tried, it holds the same span.
  journal_to    INTEGER,
  ledger_to     INTEGER,
  paused        INTEGER NOT NULL DEFAULT 0 CHECK (paused IN (0, 1)),
  -- The runs of which one wrote our heartbeat last: another one there is a second station of our name.
  heartbeat_run TEXT,
  -- When the storage was last looked through for what should not be there, in milliseconds since 1970.
  looked_at     INTEGER,
  -- What the health of the sync shows, as JSON, so that every process can show it.
  report        TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(report))
) STRICT;

-- What a storage is known by when it comes back, such as the mark on a drive.
CREATE TABLE target_memory (
  target TEXT PRIMARY KEY,
  text   TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Photos whose state at the storage may differ from that here. A row is written with the change that caused it, and
-- says only that there is something to do; what, is found out when it is done.
CREATE TABLE outbox (
  photo       TEXT PRIMARY KEY,
  -- What goes first: 0 what has to be gone or taken down, 1 photos, 2 photos of which only the original is missing.
  rank        INTEGER NOT NULL,
  -- Raised by every change, so that one that comes while the row is worked on is not lost.
  generation  INTEGER NOT NULL DEFAULT 1,
  -- Milliseconds since 1970: of the oldest change that is not yet there.
  since       INTEGER NOT NULL,
  -- Not before this time; 0 is now, whatever the clock says.
  due         INTEGER NOT NULL DEFAULT 0,
  attempts    INTEGER NOT NULL DEFAULT 0,
  -- Why the last attempt failed.
  problem     TEXT,
  -- Why the photo was erased, once it is.
  reason      TEXT,
  -- Who works on it, and until when that is believed.
  owner       TEXT,
  lease_until INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_next ON outbox (rank, due);

-- What is or may be at the storage. A row is there before the object can be, and goes when it surely is not any more.
CREATE TABLE objects (
  target      TEXT NOT NULL,
  key         TEXT NOT NULL,
  -- Whose it is; null for the station's own.
  photo       TEXT,
  -- gone: a separate read found nothing; it is removed once more at recheck_at.
  state       TEXT NOT NULL CHECK (state IN ('putting', 'there', 'removing', 'gone')),
  type        TEXT NOT NULL,
  sha256      TEXT NOT NULL,
  bytes       INTEGER NOT NULL,
  -- An upload in parts that can be gone on with.
  upload      TEXT,
  -- Milliseconds since 1970. A write that was given up may land until `recheck_at`: then it is looked at again.
  changed_at  INTEGER NOT NULL,
  verified_at INTEGER,
  recheck_at  INTEGER,
  -- When the first of the yeses ends that a record was made of.
  ends_at     INTEGER,
  PRIMARY KEY (target, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX objects_photo ON objects (photo) WHERE photo IS NOT NULL;
CREATE INDEX objects_ends ON objects (ends_at) WHERE ends_at IS NOT NULL;
CREATE INDEX objects_recheck ON objects (recheck_at) WHERE recheck_at IS NOT NULL;

-- The original is at the storage and was removed here, to make room.
ALTER TABLE photos ADD COLUMN original_dropped_at TEXT;

-- Photos of another station's ledger that this one was rebuilt from: their names there, which its own key does not give.
CREATE TABLE known_subjects (
  photo   TEXT PRIMARY KEY,
  subject TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX known_subjects_subject ON known_subjects (subject);
CREATE TRIGGER known_subjects_end AFTER INSERT ON ledger WHEN NEW.kind = 'erasure'
BEGIN DELETE FROM known_subjects WHERE subject = NEW.subject; END;

-- Counted since the storage was set, by name and label: retries by reason, bytes, mismatches.
CREATE TABLE sync_counts (
  name  TEXT NOT NULL,
  label TEXT NOT NULL DEFAULT '',
  value REAL NOT NULL,
  PRIMARY KEY (name, label)
) STRICT, WITHOUT ROWID;

-- Written to, it notes that a photo has changed. Before there is a storage, there is nobody to tell.
CREATE VIEW changes AS SELECT photo, rank, reason FROM outbox;
CREATE TRIGGER changes_noted INSTEAD OF INSERT ON changes WHEN EXISTS (SELECT 1 FROM storage)
BEGIN
  INSERT INTO outbox (photo, rank, since, reason)
  VALUES (NEW.photo, NEW.rank, CAST(unixepoch('subsec') * 1000 AS INTEGER), NEW.reason)
  ON CONFLICT DO UPDATE SET rank = min(rank, excluded.rank), generation = generation + 1, due = 0, attempts = 0,
    problem = NULL, reason = coalesce(excluded.reason, reason);
END;

CREATE TRIGGER photos_staged_change AFTER UPDATE OF stage ON photos WHEN NEW.stage IS NOT OLD.stage
BEGIN INSERT INTO changes (photo, rank) VALUES (NEW.id, 1); END;
CREATE TRIGGER photos_expiry_change AFTER UPDATE OF expires_at ON photos WHEN NEW.expires_at IS NOT OLD.expires_at
BEGIN INSERT INTO changes (photo, rank) VALUES (NEW.id, 1); END;
CREATE TRIGGER photos_leaving_change AFTER UPDATE OF erasing, withdrawn_at ON photos
WHEN NEW.erasing IS NOT OLD.erasing OR NEW.withdrawn_at IS NOT OLD.withdrawn_at
BEGIN INSERT INTO changes VALUES (NEW.id, 0, NEW.erasing); END;
CREATE TRIGGER photos_erased_change AFTER DELETE ON photos
BEGIN INSERT INTO changes VALUES (OLD.id, 0, OLD.erasing); END;
-- A yes, or what takes one back: that goes before everything else.
CREATE TRIGGER statements_change AFTER INSERT ON statements
BEGIN INSERT INTO changes (photo, rank) VALUES (NEW.photo, iif(NEW.body ->> 'given' IS 1, 1, 0)); END;
CREATE TRIGGER contacts_change AFTER DELETE ON contacts
BEGIN INSERT INTO changes (photo, rank) VALUES (OLD.photo, 0); END;

-- The names of what was removed at the storage go with the last traces of a photo here.
CREATE TRIGGER outbox_leaves_traces AFTER DELETE ON outbox
WHEN NOT EXISTS (SELECT 1 FROM photos WHERE id = OLD.photo)
BEGIN INSERT INTO traces (mark) VALUES (NULL); END;
CREATE TRIGGER objects_leave_traces AFTER DELETE ON objects WHEN OLD.photo IS NOT NULL
BEGIN INSERT INTO traces (mark) VALUES (NULL); END;
