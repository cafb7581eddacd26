using Cloakroom.PostgreSql;
using Cloakroom.Redis;
using Cloakroom.Tests.PostgreSql;
using Cloakroom.Tests.Redis;
using Cloakroom.Tests.Sqlite;

namespace Cloakroom.Tests.Tokens;

/// <summary>Many tabs refresh at once, on any store, and now and then somebody logs out in the middle of it.</summary>
public abstract class RefreshRaces
{
    private const int Racers = 8, Attempts = 10;

    // Longer than a store that was late once is left alone.
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(500);

    /// <summary>How many races of each kind; with CLOAKROOM_LONG ten thousand.</summary>
    protected virtual int Races => Environment.GetEnvironmentVariable("CLOAKROOM_LONG") == "1" ? 10_000 : 1_000;

    /// <summary>Opens a store.</summary>
    protected abstract ValueTask<ISessionStore> OpenAsync();

    [Fact]
    public Task Racers_are_given_one_successor_and_nobody_is_logged_out() => RaceAsync(async (engine, tokens, started, first) =>
    {
        Refreshed[] all = await Task.WhenAll(Enumerable.Range(0, Racers).Select(_ => Task.Run(() => UseAsync(tokens, first))));
        RefreshToken successor = Assert.IsType<RefreshToken>(all[0].Token);
        Assert.All(all, r => Assert.Equal(successor.Reveal(), r.Token?.Reveal()));
        Assert.NotEqual(first.Reveal(), successor.Reveal());

        // The family goes on from there, and the retry of an answer that was lost is given the same.
        Assert.Equal(successor.Reveal(), (await UseAsync(tokens, first)).Token?.Reveal());
        Assert.NotNull((await UseAsync(tokens, successor)).Token);
        Assert.IsType<Decision.Valid>(await AskAsync(engine, started));
    });

    [Fact]
    public Task A_logout_beats_every_refresh_that_runs() => RaceAsync(async (engine, tokens, started, first) =>
    {
        Task<Refreshed>[] racing = [.. Enumerable.Range(0, Racers).Select(_ => Task.Run(() => UseAsync(tokens, first)))];
        EndOutcome outcome = await engine.EndAsync(new(started.Session.Digest, EndReason.LoggedOut), started.Session);
        Refreshed[] all = await Task.WhenAll(racing);
        Assert.Equal(EndOutcome.Ended, outcome != EndOutcome.Pending ? outcome : throw new StoreUnavailableException("It was late."));

        Assert.All(all.Where(r => r.Token is null), r => Assert.Equal(Reason.Revoked, r.Refused));
        Assert.Equal(Reason.Revoked, (await UseAsync(tokens, first)).Refused);
        foreach (RefreshToken given in all.Select(r => r.Token).OfType<RefreshToken>())
        {
            Assert.Equal(Reason.Revoked, (await UseAsync(tokens, given)).Refused);
        }

        Assert.IsType<Decision.Anonymous>(await AskAsync(engine, started));
    });

    private static Task<Refreshed> UseAsync(RefreshTokens tokens, RefreshToken token) => tokens.RefreshAsync(token, Carrier.JwtCookie, CancellationToken.None).AsTask();

    private static async Task<Decision> AskAsync(SessionEngine engine, StartedSession started) =>
        await engine.AuthenticateAsync(started.Session.Digest, isSafe: true, CancellationToken.None) is var decision and not Decision.Unavailable
            ? decision : throw new StoreUnavailableException("It was late.");

    private async Task RaceAsync(Func<SessionEngine, RefreshTokens, StartedSession, RefreshToken, Task> race)
    {
        ISessionStore store = await OpenAsync();
        using (var engine = new SessionEngine(store, new SessionOptions(), TimeProvider.System))
        {
            var tokens = new RefreshTokens(engine, new TokenOptions(), TimeProvider.System);
            // Several races at a time, so that they are for the store's time as well.
            await Parallel.ForEachAsync(Enumerable.Range(0, Races), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (i, _) =>
            {
                for (int attempt = 1; ; attempt++)
                {
                    try
                    {
                        StartedSession started = Assert.NotNull(await engine.SignInAsync(
                            new(new SessionUser($"u{i}")) { Carrier = Carrier.JwtCookie }, shown: null, CancellationToken.None));
                        await race(engine, tokens, started, await tokens.BeginAsync(started));
                        return;
                    }
                    catch (StoreUnavailableException) when (attempt < Attempts)
                    {
                        // On a busy machine the store may be late, which a client is told and mends by asking again a little later. Here another race is run.
                        await Task.Delay(Rest, CancellationToken.None);
                    }
                }
            });
        }

        await CloseAsync(store);
    }

    private static ValueTask CloseAsync(ISessionStore store) => store is IAsyncDisposable disposable ? disposable.DisposeAsync() : ValueTask.CompletedTask;
}

public sealed class MemoryRefreshRaceTests : RefreshRaces
{
    protected override ValueTask<ISessionStore> OpenAsync() => new(new MemorySessionStore());
}

public sealed class SqliteRefreshRaceTests : RefreshRaces, IAsyncDisposable
{
    private readonly StoreFolder _folder = new();

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    protected override ValueTask<ISessionStore> OpenAsync() => new(_folder.Open());
}

public sealed class RedisRefreshRaceTests(RedisFixture fixture) : RefreshRaces, IClassFixture<RedisFixture>
{
    protected override ValueTask<ISessionStore> OpenAsync()
    {
        var options = RedisStoreOptions.Parse(fixture.Redis.Address);
        options.Deadline = TimeSpan.FromSeconds(10);
        return new(RedisSessionStore.Open(options, TimeProvider.System));
    }
}

public sealed class PostgreSqlRefreshRaceTests(SharedPostgres shared) : RefreshRaces
{
    protected override async ValueTask<ISessionStore> OpenAsync() => PostgreSqlSessionStore.Open(
        SharedPostgres.Options(await shared.ServerAsync(), SharedPostgres.NewSchema()), TimeProvider.System);
}
