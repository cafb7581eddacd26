using System.Diagnostics;

namespace Cloakroom.Bench;

/// <summary>A store that takes logins, with us and without.</summary>
internal abstract class Logins : IAsyncDisposable
{
    public const int Callers = 64;

    private int _users;

    public abstract string Name { get; }

    /// <summary>Whether the project has set itself a figure.</summary>
    public virtual bool HasAim => true;

    /// <summary>Logins a second through Cloakroom.</summary>
    public abstract Task<double> CreateAsync(TimeSpan time);

    /// <summary>Logins a second of the bare store.</summary>
    public abstract Task<double> InsertAsync(TimeSpan time);

    public abstract ValueTask DisposeAsync();

    /// <summary>Somebody who was not there before.</summary>
    protected int NextUser() => Interlocked.Increment(ref _users);

    /// <summary>A login that the bare store is given.</summary>
    protected Session Bare()
    {
        int user = NextUser();
        return Typical.Of(Typical.UserId(user), user, SessionId.Create().Digest(), TimeProvider.System.GetUtcNow());
    }

    protected Task<double> CreateAsync(ISessionStore store, TimeSpan time) =>
        CrowdAsync(time, () => Filling.CreateAsync(store, Typical.Login(store, NextUser())));

    /// <summary>Each caller begins the next login when its last is answered.</summary>
    protected static async Task<double> CrowdAsync(TimeSpan time, Func<Task> login)
    {
        using var end = new CancellationTokenSource(time);
        long start = Stopwatch.GetTimestamp();
        int[] done = await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            int mine = 0;
            for (; !end.IsCancellationRequested; mine++)
            {
                await login();
            }

            return mine;
        })));
        return done.Sum() / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
