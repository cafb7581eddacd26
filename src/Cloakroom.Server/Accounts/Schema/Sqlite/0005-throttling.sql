-- Tries of one network address within a minute that did not succeed. The address is a digest; a row is dropped soon after its minute. Times
-- are Unix milliseconds.
CREATE TABLE "address_tries" (
    "Address" BLOB NOT NULL CONSTRAINT "PK_address_tries" PRIMARY KEY,
    "Tries" INTEGER NOT NULL,
    "EndsAt" INTEGER NOT NULL
) WITHOUT ROWID;

CREATE INDEX "IX_address_tries_EndsAt" ON "address_tries" ("EndsAt");

-- What the device cookies of an account are signed with, from its first login on. A new secret makes all of them worthless.
CREATE TABLE "account_devices" (
    "AccountId" TEXT NOT NULL CONSTRAINT "PK_account_devices" PRIMARY KEY,
    "Secret" BLOB NOT NULL,
    CONSTRAINT "FK_account_devices_accounts_AccountId" FOREIGN KEY ("AccountId") REFERENCES "accounts" ("Id") ON DELETE CASCADE
) WITHOUT ROWID;
