-- Version 3: mail. Times are Unix milliseconds.

-- What is still to be said to somebody: never a mail, so that no secret of a link rests here. A row is taken by setting its due time on.
CREATE TABLE mail_outbox (
    id BLOB NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    address TEXT NOT NULL,
    account TEXT NOT NULL,
    payload TEXT NOT NULL,
    language TEXT NOT NULL,
    created INTEGER NOT NULL,
    due INTEGER NOT NULL,
    attempts INTEGER NOT NULL
) WITHOUT ROWID;

CREATE INDEX ix_mail_outbox_due ON mail_outbox (due);

-- Links that were sent and not used: the digest of the secret, what it is good for, and the address that it was sent to.
CREATE TABLE mail_links (
    digest BLOB NOT NULL PRIMARY KEY,
    purpose TEXT NOT NULL,
    account TEXT NOT NULL,
    address TEXT NOT NULL,
    payload TEXT NOT NULL,
    expires INTEGER NOT NULL
) WITHOUT ROWID;

CREATE INDEX ix_mail_links_account ON mail_links (account);

CREATE INDEX ix_mail_links_expires ON mail_links (expires);

-- How much was asked for, by the digest of an address, whether anybody has it or not.
CREATE TABLE mail_counts (
    name BLOB NOT NULL PRIMARY KEY,
    since INTEGER NOT NULL,
    latest INTEGER NOT NULL,
    asked INTEGER NOT NULL
) WITHOUT ROWID;

CREATE INDEX ix_mail_counts_latest ON mail_counts (latest);
