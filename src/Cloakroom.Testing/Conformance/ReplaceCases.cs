using static Cloakroom.Testing.ConformanceCase;

namespace Cloakroom.Testing;

internal static class ReplaceCases
{
    public static IEnumerable<ConformanceCase> All =>
    [
        Store("A replaced session lives under its new digest only", async t =>
        {
            Session old = await t.LoggedIn(), next = t.Fresh();
            Expect.Equal(Applied.Done, await t.Replace(old.Digest, next), "Replace of a live session");
            await t.ExpectLive(next);
            await t.ExpectEnded(old.Digest, EndReason.Rotated);
            Expect.SameSet([next.Digest], (await t.List()).Select(s => s.Digest), "Sessions of the user after a replacement");
        }),
        Store("A replacement is stored as given, its handle and version too", async t =>
        {
            Session old = await t.LoggedIn();
            Session next = t.Fresh() with { Handle = old.Handle, Version = 5, Device = "Phone" };
            await t.Replace(old.Digest, next);
            await t.ExpectLive(next);
        }),
        Store("Replace of a session never created answers Absent and stores nothing", async t =>
        {
            Session next = t.Fresh();
            Expect.Equal(Applied.Absent, await t.Replace(t.Fresh().Digest, next), "Replace of an unknown session");
            await t.ExpectAbsent(next.Digest);
            Expect.Equal(0, (await t.List()).Count, "Sessions of the user");
        }),
        Store("Replace of an ended session answers Absent and stores nothing", async t =>
        {
            Session old = await t.LoggedIn(), next = t.Fresh();
            await t.Delete(old.Digest);
            Expect.Equal(Applied.Absent, await t.Replace(old.Digest, next), "Replace of an ended session");
            await t.ExpectAbsent(next.Digest);
            await t.ExpectEnded(old.Digest, EndReason.LoggedOut);
        }),
        Store("Replace by a session of another user answers Absent and changes nothing", async t =>
        {
            Session theirs = await t.LoggedIn("ben"), mine = t.Fresh();
            Expect.Equal(Applied.Absent, await t.Replace(theirs.Digest, mine), "Replace of another user's session");
            await t.ExpectLive(theirs);
            await t.ExpectAbsent(mine.Digest);
        }),
        Store("A session can be replaced once", async t =>
        {
            Session old = await t.LoggedIn(), first = t.Fresh(), second = t.Fresh();
            await t.Replace(old.Digest, first);
            Expect.Equal(Applied.Absent, await t.Replace(old.Digest, second), "A second replacement");
            await t.ExpectLive(first);
            await t.ExpectAbsent(second.Digest);
        }),
        Store("Replace onto a digest that is present answers Exists and changes neither", async t =>
        {
            Session old = await t.LoggedIn(), taken = await t.LoggedIn();
            Expect.Equal(Applied.Exists, await t.Replace(old.Digest, t.Fresh() with { Digest = taken.Digest }), "Replace onto a present digest");
            await t.ExpectLive(old);
            await t.ExpectLive(taken);
        }),
        Store("Replace onto its own digest answers Exists and changes nothing", async t =>
        {
            Session old = await t.LoggedIn();
            Expect.Equal(Applied.Exists, await t.Replace(old.Digest, t.Fresh() with { Digest = old.Digest }), "Replace onto its own digest");
            await t.ExpectLive(old);
        }),
        Store("Replace onto a digest that was ended answers Exists and changes nothing", async t =>
        {
            Session old = await t.LoggedIn(), gone = await t.LoggedIn();
            await t.Delete(gone.Digest, EndReason.Revoked);
            Expect.Equal(Applied.Exists, await t.Replace(old.Digest, t.Fresh() with { Digest = gone.Digest }), "Replace onto an ended digest");
            await t.ExpectLive(old);
            await t.ExpectEnded(gone.Digest, EndReason.Revoked);
        }),
        Store("A late request under the old digest does nothing", async t =>
        {
            Session old = await t.LoggedIn(), next = t.Fresh();
            await t.Replace(old.Digest, next);
            Expect.Equal(Applied.Absent, await t.Touch(old.Digest, next.LastSeenAt), "A touch of a replaced session");
            Expect.Equal(Applied.Absent, await t.Update(old), "An update of a replaced session");
            Expect.Equal(Applied.Absent, await t.Delete(old.Digest), "A delete of a replaced session");
            await t.ExpectLive(next);
            await t.ExpectEnded(old.Digest, EndReason.Rotated);
        }),
        Store("Replacing does not touch the other sessions of the user", async t =>
        {
            Session old = await t.LoggedIn(), other = await t.LoggedIn();
            await t.Replace(old.Digest, t.Fresh());
            await t.ExpectLive(other);
        }),
    ];
}
