-- Version 6: the log of events is only added to; of its rows those go that are old enough for any setting (Events:Keep is 30 days at least).
-- And how far the receiver of each webhook is. Times are Unix milliseconds.

CREATE TRIGGER "events_stay" BEFORE UPDATE ON "events"
BEGIN
    SELECT RAISE(ABORT, 'events are never changed');
END;

CREATE TRIGGER "events_last" BEFORE DELETE ON "events" WHEN OLD."At" > (unixepoch() - 30 * 86400) * 1000
BEGIN
    SELECT RAISE(ABORT, 'events of the last 30 days are never deleted');
END;

-- Name is a digest of the address; Delivered the last event that is dealt with; Holder the process that delivers, until HeldUntil.
CREATE TABLE "webhook_cursors" (
    "Name" TEXT NOT NULL CONSTRAINT "PK_webhook_cursors" PRIMARY KEY,
    "Delivered" INTEGER NOT NULL,
    "Attempts" INTEGER NOT NULL,
    "Due" INTEGER NOT NULL,
    "Holder" TEXT NOT NULL,
    "HeldUntil" INTEGER NOT NULL
);

CREATE INDEX "IX_events_At" ON "events" ("At");
