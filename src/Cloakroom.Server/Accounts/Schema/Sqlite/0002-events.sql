-- Version 2: what happened to accounts, in order. Rows are added and never changed. Times are Unix milliseconds.

CREATE TABLE "events" (
    "Id" INTEGER NOT NULL CONSTRAINT "PK_events" PRIMARY KEY AUTOINCREMENT,
    "At" INTEGER NOT NULL,
    "Kind" TEXT NOT NULL,
    "Account" TEXT NULL,
    "Actor" TEXT NULL,
    "Session" TEXT NULL,
    "Device" TEXT NOT NULL,
    "Address" TEXT NOT NULL,
    "Detail" TEXT NULL
);

CREATE INDEX "IX_events_Account" ON "events" ("Account", "Id");

CREATE INDEX "IX_events_Kind" ON "events" ("Kind", "Id");
