-- Version 7: logins by other providers. Which sessions began with one, so that its logout ends them; the links themselves are account_logins.
-- The session is its handle, which opens nothing. Times are Unix milliseconds.

CREATE TABLE external_sessions (
    handle text NOT NULL PRIMARY KEY,
    userid text NOT NULL REFERENCES accounts ("Id") ON DELETE CASCADE,
    provider text NOT NULL,
    subject text NOT NULL,
    sid text NOT NULL,
    createdat bigint NOT NULL
);

CREATE INDEX ix_external_sessions_subject ON external_sessions (provider, subject);

CREATE INDEX ix_external_sessions_sid ON external_sessions (provider, sid);

CREATE INDEX ix_external_sessions_createdat ON external_sessions (createdat);

-- What may be used once: flows and tokens of logout, as digests. Kept until they would not be accepted any more.
CREATE TABLE external_spent (
    digest bytea NOT NULL PRIMARY KEY,
    expiresat bigint NOT NULL
);

CREATE INDEX ix_external_spent_expiresat ON external_spent (expiresat);
