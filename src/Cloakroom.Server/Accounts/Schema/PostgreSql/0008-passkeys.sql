-- Version 8: what is known about passkeys beside the table of Identity. A passkey answers a challenge once: the digest of what it answered
-- stays until nobody would take it any more. Times are Unix milliseconds.
CREATE TABLE passkey_answers (
    digest bytea NOT NULL PRIMARY KEY,
    expiresat bigint NOT NULL
);

CREATE INDEX ix_passkey_answers_expiresat ON passkey_answers (expiresat);

-- When a passkey was last used to log in.
CREATE TABLE passkey_uses (
    credentialid bytea NOT NULL PRIMARY KEY REFERENCES account_passkeys ("CredentialId") ON DELETE CASCADE,
    usedat bigint NOT NULL
);
