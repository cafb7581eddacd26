-- Version 3: mail. Times are Unix milliseconds.

-- What is still to be said to somebody: never a mail, so that no secret of a link rests here. A row is taken by setting its due time on.
CREATE TABLE mail_outbox (
    id bytea NOT NULL PRIMARY KEY,
    kind text NOT NULL,
    address text NOT NULL,
    account text NOT NULL,
    payload text NOT NULL,
    language text NOT NULL,
    created bigint NOT NULL,
    due bigint NOT NULL,
    attempts bigint NOT NULL
);

CREATE INDEX ix_mail_outbox_due ON mail_outbox (due);

-- Links that were sent and not used: the digest of the secret, what it is good for, and the address that it was sent to.
CREATE TABLE mail_links (
    digest bytea NOT NULL PRIMARY KEY,
    purpose text NOT NULL,
    account text NOT NULL,
    address text NOT NULL,
    payload text NOT NULL,
    expires bigint NOT NULL
);

CREATE INDEX ix_mail_links_account ON mail_links (account);

CREATE INDEX ix_mail_links_expires ON mail_links (expires);

-- How much was asked for, by the digest of an address, whether anybody has it or not.
CREATE TABLE mail_counts (
    name bytea NOT NULL PRIMARY KEY,
    since bigint NOT NULL,
    latest bigint NOT NULL,
    asked bigint NOT NULL
);

CREATE INDEX ix_mail_counts_latest ON mail_counts (latest);
