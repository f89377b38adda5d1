-- The schema of release 0001 on SQLite, as that release left it. Never changed again.
CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num));
CREATE TABLE identity (id INTEGER NOT NULL, seed BLOB NOT NULL, PRIMARY KEY (id));
CREATE TABLE tickets (ticket_hash BLOB NOT NULL, made_at INTEGER NOT NULL, PRIMARY KEY (ticket_hash));
CREATE TABLE feeds (
  id INTEGER NOT NULL, feed BLOB NOT NULL, owner BLOB NOT NULL, epoch INTEGER NOT NULL, token_hash BLOB NOT NULL,
  statement BLOB NOT NULL, made_at INTEGER NOT NULL, size INTEGER NOT NULL, held INTEGER NOT NULL, peaks BLOB NOT NULL,
  PRIMARY KEY (id), UNIQUE (feed)
);
CREATE TABLE blobs (
  feed_id INTEGER NOT NULL, number INTEGER NOT NULL, rid BLOB NOT NULL, time INTEGER NOT NULL, blob BLOB NOT NULL,
  PRIMARY KEY (feed_id, number), CONSTRAINT blobs_rid UNIQUE (feed_id, rid), FOREIGN KEY (feed_id) REFERENCES feeds (id)
);
CREATE TABLE subtrees (
  feed_id INTEGER NOT NULL, level INTEGER NOT NULL, place INTEGER NOT NULL, hash BLOB NOT NULL,
  PRIMARY KEY (feed_id, level, place), FOREIGN KEY (feed_id) REFERENCES feeds (id)
);
INSERT INTO alembic_version VALUES ('0001');
