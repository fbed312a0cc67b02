-- A photo from the moment its code is on the screen. Times are RFC 3339 in UTC; offset is minutes east of it.
CREATE TABLE photos (
  id              TEXT PRIMARY KEY,
  token           TEXT NOT NULL UNIQUE,
  stage           TEXT NOT NULL CHECK (stage IN ('reserved', 'kept', 'framed', 'failed')),
  template        TEXT NOT NULL,
  language        TEXT NOT NULL,
  reserved_at     TEXT NOT NULL,
  offset          INTEGER NOT NULL,
  expires_at      TEXT NOT NULL,
  withdrawn_at    TEXT,
  kept_at         TEXT,
  original_file   TEXT,
  original_sha256 TEXT,
  original_bytes  INTEGER,
  framed_at       TEXT,
  framed_file     TEXT,
  framed_sha256   TEXT,
  framed_bytes    INTEGER,
  failure         TEXT
) STRICT;

-- What is still to be done is found without reading the whole table.
CREATE INDEX photos_unfinished ON photos (stage) WHERE stage IN ('reserved', 'kept');

-- What attendees allowed and refused, in the words they saw. Entries are only ever added.
CREATE TABLE consent_entries (
  seq            INTEGER PRIMARY KEY,
  photo_id       TEXT NOT NULL REFERENCES photos (id),
  purpose        TEXT NOT NULL,
  given          INTEGER NOT NULL CHECK (given IN (0, 1)),
  wording        TEXT NOT NULL,
  wording_sha256 TEXT NOT NULL,
  language       TEXT NOT NULL,
  at             TEXT NOT NULL,
  offset         INTEGER NOT NULL
) STRICT;

CREATE INDEX consent_entries_photo ON consent_entries (photo_id);

CREATE TRIGGER consent_entries_no_update BEFORE UPDATE ON consent_entries
BEGIN SELECT RAISE(ABORT, 'consent entries are never changed'); END;

CREATE TRIGGER consent_entries_no_delete BEFORE DELETE ON consent_entries
BEGIN SELECT RAISE(ABORT, 'consent entries are never deleted'); END;
