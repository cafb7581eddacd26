-- Version 1: the tables of ASP.NET Core Identity (store schema version 3) under names of our own, as Entity Framework expects them;
-- AccountsSchemaTests compares the two. A later change is a further file; this one is never edited.

CREATE TABLE "accounts" (
    "Id" TEXT NOT NULL CONSTRAINT "PK_accounts" PRIMARY KEY,
    "CreatedAt" INTEGER NOT NULL,
    "DisabledAt" INTEGER NULL,
    "UserName" TEXT NULL,
    "NormalizedUserName" TEXT NULL,
    "Email" TEXT NULL,
    "NormalizedEmail" TEXT NULL,
    "EmailConfirmed" INTEGER NOT NULL,
    "PasswordHash" TEXT NULL,
    "SecurityStamp" TEXT NULL,
    "ConcurrencyStamp" TEXT NULL,
    "PhoneNumber" TEXT NULL,
    "PhoneNumberConfirmed" INTEGER NOT NULL,
    "TwoFactorEnabled" INTEGER NOT NULL,
    "LockoutEnd" TEXT NULL,
    "LockoutEnabled" INTEGER NOT NULL,
    "AccessFailedCount" INTEGER NOT NULL
);

CREATE TABLE "roles" (
    "Id" TEXT NOT NULL CONSTRAINT "PK_roles" PRIMARY KEY,
    "Name" TEXT NULL,
    "NormalizedName" TEXT NULL,
    "ConcurrencyStamp" TEXT NULL
);

CREATE TABLE "account_claims" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_account_claims" PRIMARY KEY AUTOINCREMENT,
    "UserId" TEXT NOT NULL,
    "ClaimType" TEXT NULL,
    "ClaimValue" TEXT NULL,
    CONSTRAINT "FK_account_claims_accounts_UserId" FOREIGN KEY ("UserId") REFERENCES "accounts" ("Id") ON DELETE CASCADE
);

CREATE TABLE "account_logins" (
    "LoginProvider" TEXT NOT NULL,
    "ProviderKey" TEXT NOT NULL,
    "ProviderDisplayName" TEXT NULL,
    "UserId" TEXT NOT NULL,
    CONSTRAINT "PK_account_logins" PRIMARY KEY ("LoginProvider", "ProviderKey"),
    CONSTRAINT "FK_account_logins_accounts_UserId" FOREIGN KEY ("UserId") REFERENCES "accounts" ("Id") ON DELETE CASCADE
);

CREATE TABLE "account_passkeys" (
    "CredentialId" BLOB NOT NULL CONSTRAINT "PK_account_passkeys" PRIMARY KEY,
    "UserId" TEXT NOT NULL,
    "Data" TEXT NOT NULL,
    CONSTRAINT "FK_account_passkeys_accounts_UserId" FOREIGN KEY ("UserId") REFERENCES "accounts" ("Id") ON DELETE CASCADE
);

CREATE TABLE "account_tokens" (
    "UserId" TEXT NOT NULL,
    "LoginProvider" TEXT NOT NULL,
    "Name" TEXT NOT NULL,
    "Value" TEXT NULL,
    CONSTRAINT "PK_account_tokens" PRIMARY KEY ("UserId", "LoginProvider", "Name"),
    CONSTRAINT "FK_account_tokens_accounts_UserId" FOREIGN KEY ("UserId") REFERENCES "accounts" ("Id") ON DELETE CASCADE
);

CREATE TABLE "account_roles" (
    "UserId" TEXT NOT NULL,
    "RoleId" TEXT NOT NULL,
    CONSTRAINT "PK_account_roles" PRIMARY KEY ("UserId", "RoleId"),
    CONSTRAINT "FK_account_roles_accounts_UserId" FOREIGN KEY ("UserId") REFERENCES "accounts" ("Id") ON DELETE CASCADE,
    CONSTRAINT "FK_account_roles_roles_RoleId" FOREIGN KEY ("RoleId") REFERENCES "roles" ("Id") ON DELETE CASCADE
);

CREATE TABLE "role_claims" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_role_claims" PRIMARY KEY AUTOINCREMENT,
    "RoleId" TEXT NOT NULL,
    "ClaimType" TEXT NULL,
    "ClaimValue" TEXT NULL,
    CONSTRAINT "FK_role_claims_roles_RoleId" FOREIGN KEY ("RoleId") REFERENCES "roles" ("Id") ON DELETE CASCADE
);

CREATE INDEX "IX_account_claims_UserId" ON "account_claims" ("UserId");

CREATE INDEX "IX_account_logins_UserId" ON "account_logins" ("UserId");

CREATE INDEX "IX_account_passkeys_UserId" ON "account_passkeys" ("UserId");

CREATE INDEX "IX_account_roles_RoleId" ON "account_roles" ("RoleId");

CREATE UNIQUE INDEX "EmailIndex" ON "accounts" ("NormalizedEmail");

CREATE UNIQUE INDEX "UserNameIndex" ON "accounts" ("NormalizedUserName");

CREATE INDEX "IX_role_claims_RoleId" ON "role_claims" ("RoleId");

CREATE UNIQUE INDEX "RoleNameIndex" ON "roles" ("NormalizedName");

INSERT INTO "roles" ("Id", "Name", "NormalizedName", "ConcurrencyStamp") VALUES ('admin', 'admin', 'ADMIN', '1');

-- Failed logins since the last success. The name is a digest, so that what was typed into the wrong field is not kept; it is there for
-- unknown accounts as well, so that both look alike. Times are Unix milliseconds.
CREATE TABLE "login_failures" (
    "Name" BLOB NOT NULL CONSTRAINT "PK_login_failures" PRIMARY KEY,
    "Known" INTEGER NOT NULL,
    "Failures" INTEGER NOT NULL,
    "BlockedUntil" INTEGER NOT NULL,
    "UpdatedAt" INTEGER NOT NULL
) WITHOUT ROWID;

CREATE INDEX "IX_login_failures_UpdatedAt" ON "login_failures" ("UpdatedAt");
