-- Version 7: logins by other providers. Which sessions began with one, so that its logout ends them; the links themselves are account_logins.
-- The session is its handle, which opens nothing. Times are Unix milliseconds.

CREATE TABLE "external_sessions" (
    "Handle" TEXT NOT NULL CONSTRAINT "PK_external_sessions" PRIMARY KEY,
    "UserId" TEXT NOT NULL,
    "Provider" TEXT NOT NULL,
    "Subject" TEXT NOT NULL,
    "Sid" TEXT NOT NULL,
    "CreatedAt" INTEGER NOT NULL,
    CONSTRAINT "FK_external_sessions_accounts_UserId" FOREIGN KEY ("UserId") REFERENCES "accounts" ("Id") ON DELETE CASCADE
) WITHOUT ROWID;

CREATE INDEX "IX_external_sessions_Subject" ON "external_sessions" ("Provider", "Subject");

CREATE INDEX "IX_external_sessions_Sid" ON "external_sessions" ("Provider", "Sid");

CREATE INDEX "IX_external_sessions_CreatedAt" ON "external_sessions" ("CreatedAt");

-- What may be used once: flows and tokens of logout, as digests. Kept until they would not be accepted any more.
CREATE TABLE "external_spent" (
    "Digest" BLOB NOT NULL CONSTRAINT "PK_external_spent" PRIMARY KEY,
    "ExpiresAt" INTEGER NOT NULL
) WITHOUT ROWID;

CREATE INDEX "IX_external_spent_ExpiresAt" ON "external_spent" ("ExpiresAt");
