-- Tries of one network address within a minute that did not succeed. The address is a digest; a row is dropped soon after its minute. Times
-- are Unix milliseconds.
CREATE TABLE address_tries (
    address bytea NOT NULL PRIMARY KEY,
    tries bigint NOT NULL,
    endsat bigint NOT NULL
);

CREATE INDEX ix_address_tries_endsat ON address_tries (endsat);

-- What the device cookies of an account are signed with, from its first login on. A new secret makes all of them worthless.
CREATE TABLE account_devices (
    accountid text NOT NULL PRIMARY KEY REFERENCES accounts ("Id") ON DELETE CASCADE,
    secret bytea NOT NULL
);
