-- Version 4: the second factor. Secrets are closed (FactorVault), recovery codes and pending logins are digests. Times are Unix milliseconds.

-- One authenticator app for each account. LastStep is the last time step whose code was taken (RFC 6238 5.2); Failures counts wrong codes in a row.
CREATE TABLE "totp_factors" (
    "AccountId" TEXT NOT NULL CONSTRAINT "PK_totp_factors" PRIMARY KEY,
    "Secret" BLOB NOT NULL,
    "AddedAt" INTEGER NOT NULL,
    "LastStep" INTEGER NOT NULL,
    "Failures" INTEGER NOT NULL,
    "BlockedUntil" INTEGER NOT NULL,
    CONSTRAINT "FK_totp_factors_accounts" FOREIGN KEY ("AccountId") REFERENCES "accounts" ("Id") ON DELETE CASCADE
) WITHOUT ROWID;

-- A secret that was shown and not confirmed by a code yet.
CREATE TABLE "totp_setups" (
    "AccountId" TEXT NOT NULL CONSTRAINT "PK_totp_setups" PRIMARY KEY,
    "Secret" BLOB NOT NULL,
    "ExpiresAt" INTEGER NOT NULL,
    CONSTRAINT "FK_totp_setups_accounts" FOREIGN KEY ("AccountId") REFERENCES "accounts" ("Id") ON DELETE CASCADE
) WITHOUT ROWID;

-- What is left of them: a code that was used is gone.
CREATE TABLE "recovery_codes" (
    "AccountId" TEXT NOT NULL,
    "Digest" BLOB NOT NULL,
    CONSTRAINT "PK_recovery_codes" PRIMARY KEY ("AccountId", "Digest"),
    CONSTRAINT "FK_recovery_codes_accounts" FOREIGN KEY ("AccountId") REFERENCES "accounts" ("Id") ON DELETE CASCADE
) WITHOUT ROWID;

-- Logins whose code is missing. Method is how the first step was proved (RFC 8176). Stamp is that of the account, which every change of password, factor or address renews.
CREATE TABLE "pending_logins" (
    "Digest" BLOB NOT NULL CONSTRAINT "PK_pending_logins" PRIMARY KEY,
    "AccountId" TEXT NOT NULL,
    "Stamp" TEXT NOT NULL,
    "Method" TEXT NOT NULL,
    "Carrier" INTEGER NOT NULL,
    "Remember" INTEGER NOT NULL,
    "BeganAt" INTEGER NOT NULL,
    "ExpiresAt" INTEGER NOT NULL,
    "Failures" INTEGER NOT NULL,
    CONSTRAINT "FK_pending_logins_accounts" FOREIGN KEY ("AccountId") REFERENCES "accounts" ("Id") ON DELETE CASCADE
) WITHOUT ROWID;

CREATE INDEX "IX_pending_logins_AccountId" ON "pending_logins" ("AccountId");

CREATE INDEX "IX_pending_logins_ExpiresAt" ON "pending_logins" ("ExpiresAt");
