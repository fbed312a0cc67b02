-- What stood here came without the words' version, the terms or a chain, so it proves nothing and allows nothing.
DROP TABLE consent_entries;

-- The code that people read out when they have lost the link; null for photos from before there was one.
ALTER TABLE photos ADD COLUMN code TEXT;
CREATE UNIQUE INDEX photos_code ON photos (code);
CREATE INDEX photos_expiry ON photos (expires_at);

-- Why a photo is being erased: from here on nobody is shown it, and an erasure that broke off is taken up again.
ALTER TABLE photos ADD COLUMN erasing TEXT;

-- While a row is here, bytes of something that was deleted may still lie in unused parts of this file.
CREATE TABLE traces (mark INTEGER PRIMARY KEY) STRICT;
-- Before this format nothing that was deleted was overwritten.
INSERT INTO traces SELECT 1 WHERE EXISTS (SELECT 1 FROM photos);
CREATE TRIGGER photos_leave_traces AFTER DELETE ON photos
BEGIN INSERT INTO traces (mark) VALUES (NULL); END;

-- Who this station is. With the key gone, no entry of the ledger can be led back to a photo's id.
CREATE TABLE station (
  only_one    INTEGER PRIMARY KEY CHECK (only_one = 1),
  id          TEXT NOT NULL,
  subject_key BLOB NOT NULL
) STRICT;
INSERT INTO station VALUES (1, lower(hex(randomblob(8))), randomblob(32));

-- The consent ledger: only ever added to, each entry sealed with the hash of the one before. An entry holds the
-- fingerprint of what was said; what was said lies beside it, so that an erased photo takes it along.
CREATE TABLE ledger (
  seq     INTEGER PRIMARY KEY,
  -- HMAC-SHA-256 of the photo's id.
  subject TEXT NOT NULL,
  kind    TEXT NOT NULL CHECK (kind IN ('answer', 'withdrawal', 'erasure', 'contact-erasure')),
  -- Why something was erased.
  reason  TEXT,
  at      TEXT NOT NULL,
  offset  INTEGER NOT NULL,
  -- SHA-256 of the statement.
  digest  TEXT,
  -- SHA-256 of the hash before and of this entry.
  hash    TEXT NOT NULL
) STRICT;
CREATE INDEX ledger_subject ON ledger (subject);

CREATE TABLE statements (
  seq     INTEGER PRIMARY KEY REFERENCES ledger (seq),
  body    TEXT NOT NULL CHECK (json_valid(body)),
  photo   TEXT NOT NULL GENERATED ALWAYS AS (body ->> 'photo') STORED,
  purpose TEXT NOT NULL GENERATED ALWAYS AS (body ->> 'purpose') STORED
) STRICT;
CREATE INDEX statements_photo ON statements (photo);
CREATE INDEX statements_purpose ON statements (purpose, photo);

-- Every text that was ever shown, by the hash that the statements name.
CREATE TABLE wordings (
  sha256   TEXT PRIMARY KEY,
  version  TEXT NOT NULL,
  language TEXT NOT NULL,
  text     TEXT NOT NULL
) STRICT;

-- Addresses, sealed to the brand's key. They go when their own term is over.
CREATE TABLE contacts (
  seq    INTEGER PRIMARY KEY REFERENCES ledger (seq),
  photo  TEXT NOT NULL,
  sealed TEXT NOT NULL
) STRICT;
CREATE INDEX contacts_photo ON contacts (photo);
CREATE TRIGGER contacts_leave_traces AFTER DELETE ON contacts
BEGIN INSERT INTO traces (mark) VALUES (NULL); END;

-- Which photos left in which export, by subject, so that it is still known when the photo is gone.
CREATE TABLE exports (
  id      TEXT PRIMARY KEY,
  purpose TEXT NOT NULL,
  at      TEXT NOT NULL,
  offset  INTEGER NOT NULL
) STRICT;
CREATE TABLE exported (
  export  TEXT NOT NULL REFERENCES exports (id),
  subject TEXT NOT NULL,
  PRIMARY KEY (export, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX exported_subject ON exported (subject);

CREATE TRIGGER ledger_in_order BEFORE INSERT ON ledger
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM ledger)
BEGIN SELECT RAISE(ABORT, 'ledger entries are only added at the end'); END;

CREATE TRIGGER ledger_no_update BEFORE UPDATE ON ledger
BEGIN SELECT RAISE(ABORT, 'ledger entries are never changed'); END;

CREATE TRIGGER ledger_no_delete BEFORE DELETE ON ledger
BEGIN SELECT RAISE(ABORT, 'ledger entries are never deleted'); END;

CREATE TRIGGER statements_no_update BEFORE UPDATE ON statements
BEGIN SELECT RAISE(ABORT, 'statements are never changed'); END;

CREATE TRIGGER statements_no_delete BEFORE DELETE ON statements
WHEN NOT EXISTS (
  SELECT 1 FROM ledger AS said JOIN ledger AS erased ON erased.subject = said.subject
  WHERE said.seq = OLD.seq AND erased.seq > said.seq AND erased.kind = 'erasure')
BEGIN SELECT RAISE(ABORT, 'statements are only deleted with their photo'); END;

CREATE TRIGGER wordings_no_update BEFORE UPDATE ON wordings
BEGIN SELECT RAISE(ABORT, 'wordings are never changed'); END;

CREATE TRIGGER wordings_no_delete BEFORE DELETE ON wordings
BEGIN SELECT RAISE(ABORT, 'wordings are never deleted'); END;

CREATE TRIGGER contacts_no_update BEFORE UPDATE ON contacts
BEGIN SELECT RAISE(ABORT, 'contacts are never changed'); END;

CREATE TRIGGER contacts_no_delete BEFORE DELETE ON contacts
WHEN NOT EXISTS (
  SELECT 1 FROM ledger AS said JOIN ledger AS erased ON erased.subject = said.subject
  WHERE said.seq = OLD.seq AND erased.seq > said.seq AND erased.kind IN ('erasure', 'contact-erasure'))
BEGIN SELECT RAISE(ABORT, 'contacts are only deleted with an entry that says so'); END;

CREATE TRIGGER station_no_update BEFORE UPDATE ON station
BEGIN SELECT RAISE(ABORT, 'the station is never changed'); END;

CREATE TRIGGER station_no_delete BEFORE DELETE ON station
BEGIN SELECT RAISE(ABORT, 'the station is never deleted'); END;
