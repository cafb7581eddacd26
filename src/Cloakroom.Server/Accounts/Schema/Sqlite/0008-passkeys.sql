-- Version 8: what is known about passkeys beside the table of Identity. A passkey answers a challenge once: the digest of what it answered
-- stays until nobody would take it any more. Times are Unix milliseconds.
CREATE TABLE "passkey_answers" (
    "Digest" BLOB NOT NULL CONSTRAINT "PK_passkey_answers" PRIMARY KEY,
    "ExpiresAt" INTEGER NOT NULL
) WITHOUT ROWID;

CREATE INDEX "IX_passkey_answers_ExpiresAt" ON "passkey_answers" ("ExpiresAt");

-- When a passkey was last used to log in.
CREATE TABLE "passkey_uses" (
    "CredentialId" BLOB NOT NULL CONSTRAINT "PK_passkey_uses" PRIMARY KEY,
    "UsedAt" INTEGER NOT NULL,
    CONSTRAINT "FK_passkey_uses_account_passkeys_CredentialId" FOREIGN KEY ("CredentialId") REFERENCES "account_passkeys" ("CredentialId") ON DELETE CASCADE
) WITHOUT ROWID;
