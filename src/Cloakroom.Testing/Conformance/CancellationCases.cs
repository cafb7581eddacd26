using static Cloakroom.Testing.ConformanceCase;

namespace Cloakroom.Testing;

/// <summary>A cancelled call may or may not have had its effect, but never answers for another call.</summary>
internal static class CancellationCases
{
    private static readonly CancellationToken Cancelled = new(canceled: true);

    public static IEnumerable<ConformanceCase> All =>
    [
        Store("A call that is cancelled beforehand throws OperationCanceledException or answers rightly", async t =>
        {
            Session session = await t.LoggedIn(), next = t.Fresh();
            await Either(t.Store.FindAsync(session.Digest, Cancelled), new StoredSession(session, null));
            await Either(t.Store.TouchAsync(new(session.Digest, session.LastSeenAt), Cancelled), Applied.Done);
            await Either(t.Store.UpdateAsync(new(next), Cancelled), Applied.Absent);
            await Either(t.Store.ReplaceAsync(new(next.Digest, t.Fresh()), Cancelled), Applied.Absent);
            await Either(t.Store.DeleteAsync(new(next.Digest, EndReason.LoggedOut), Cancelled), Applied.Absent);
            await Either(t.Store.SweepAsync(t.Clock.GetUtcNow(), 10, Cancelled), 0);
            await t.ExpectLive(session);
        }),
        Store("A cancelled create stores the whole session or nothing", async t =>
        {
            Session session = t.Fresh();
            bool done = false;
            try
            {
                done = (await t.Store.CreateAsync(new(session, 10), Cancelled)).Applied == Applied.Done;
            }
            catch (OperationCanceledException)
            {
                // One of the two allowed answers; what counts is what is stored.
            }

            StoredSession found = await t.Find(session.Digest);
            Expect.That(done ? found.Session == session : found == StoredSession.Absent || found.Session == session, $"Half a session is stored: {found}.");
            Expect.Equal(found.Session is null ? 0 : 1, (await t.List()).Count, "Sessions listed after a cancelled create");
        }),
        Store("A cancelled delete ends the session or leaves it whole", async t =>
        {
            Session session = await t.LoggedIn();
            await Either(t.Store.DeleteAsync(new(session.Digest, EndReason.LoggedOut), Cancelled), Applied.Done);
            StoredSession found = await t.Find(session.Digest);
            Expect.That(found.Session is null ? found.Ended == EndReason.LoggedOut : found == new StoredSession(session, null), $"The session is half ended: {found}.");
        }),
        Store("Calls cancelled midway never answer for another call", async t =>
        {
            Session[] sessions = [.. await t.LoggedIn(10), .. await t.LoggedIn(10, "ben")];
            for (int round = 0; round < 10; round++)
            {
                StoredSession?[] answers = await StoreUnderTest.AtOnce(sessions.Length * 4, async i =>
                {
                    using var source = new CancellationTokenSource();
                    ValueTask<StoredSession> find = t.Store.FindAsync(sessions[i % sessions.Length].Digest, source.Token);
                    if (i % 3 != 0)
                    {
                        await source.CancelAsync();
                    }

                    try
                    {
                        return await find;
                    }
                    catch (OperationCanceledException)
                    {
                        return (StoredSession?)null;
                    }
                });
                for (int i = 0; i < answers.Length; i++)
                {
                    Expect.That(answers[i] is not { } a || a.Session == sessions[i % sessions.Length], $"A find answered with another record: {answers[i]}.");
                    Expect.That(answers[i] is not null || i % 3 != 0, "A find that nobody cancelled was cancelled.");
                }
            }
        }),
        Store("After cancelled calls the store works as before", async t =>
        {
            Session session = await t.LoggedIn();
            for (int i = 0; i < 50; i++)
            {
                await Either(t.Store.FindAsync(session.Digest, Cancelled), new StoredSession(session, null));
                await Either(t.Store.TouchAsync(new(session.Digest, session.LastSeenAt), Cancelled), Applied.Done);
            }

            await t.ExpectLive(session);
            Expect.Equal(Applied.Done, await t.Delete(session.Digest), "Delete after 100 cancelled calls");
        }),
    ];

    private static async Task Either<T>(ValueTask<T> call, T answer)
    {
        try
        {
            Expect.Equal(answer, await call, "The answer of a cancelled call");
        }
        catch (OperationCanceledException)
        {
            // One of the two allowed answers.
        }
    }
}
