-- Version 4: the second factor. Secrets are closed (FactorVault), recovery codes and pending logins are digests. Times are Unix milliseconds.

-- One authenticator app for each account. LastStep is the last time step whose code was taken (RFC 6238 5.2); Failures counts wrong codes in a row.
CREATE TABLE totp_factors (
    accountid text NOT NULL PRIMARY KEY REFERENCES accounts ("Id") ON DELETE CASCADE,
    secret bytea NOT NULL,
    addedat bigint NOT NULL,
    laststep bigint NOT NULL,
    failures bigint NOT NULL,
    blockeduntil bigint NOT NULL
);

-- A secret that was shown and not confirmed by a code yet.
CREATE TABLE totp_setups (
    accountid text NOT NULL PRIMARY KEY REFERENCES accounts ("Id") ON DELETE CASCADE,
    secret bytea NOT NULL,
    expiresat bigint NOT NULL
);

-- What is left of them: a code that was used is gone.
CREATE TABLE recovery_codes (
    accountid text NOT NULL REFERENCES accounts ("Id") ON DELETE CASCADE,
    digest bytea NOT NULL,
    PRIMARY KEY (accountid, digest)
);

-- Logins whose code is missing. Method is how the first step was proved (RFC 8176). Stamp is that of the account, which every change of password, factor or address renews.
CREATE TABLE pending_logins (
    digest bytea NOT NULL PRIMARY KEY,
    accountid text NOT NULL REFERENCES accounts ("Id") ON DELETE CASCADE,
    stamp text NOT NULL,
    method text NOT NULL,
    carrier bigint NOT NULL,
    remember bigint NOT NULL,
    beganat bigint NOT NULL,
    expiresat bigint NOT NULL,
    failures bigint NOT NULL
);

CREATE INDEX ix_pending_logins_accountid ON pending_logins (accountid);

CREATE INDEX ix_pending_logins_expiresat ON pending_logins (expiresat);
