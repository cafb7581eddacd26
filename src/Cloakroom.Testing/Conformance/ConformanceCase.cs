namespace Cloakroom.Testing;

/// <summary>One obligation of a store, as a check that any test framework can run.</summary>
public sealed class ConformanceCase
{
    private readonly Func<StoreUnderTest, Task<bool>> _check;

    private ConformanceCase(string name, Func<StoreUnderTest, Task<bool>> check) => (Name, _check) = (name, check);

    /// <summary>The obligation as a sentence; unique, and stable enough to name a test.</summary>
    public string Name { get; }

    /// <summary>Whether the case is about two processes on the same data and is run only with <see cref="StoreFixture.OpenAgain"/>.</summary>
    public bool NeedsOpenAgain { get; private init; }

    /// <inheritdoc />
    public override string ToString() => Name;

    /// <summary>
    /// Opens a store and checks it. True when it keeps the obligation; false when the case is about a capability that the store does
    /// not offer (<see cref="ISessionDataStore"/>, <see cref="ISessionChangeFeed"/>, <see cref="StoreFixture.OpenAgain"/>).
    /// </summary>
    /// <exception cref="ConformanceException">The obligation is broken.</exception>
    public async Task<bool> RunAsync(StoreFixture fixture)
    {
        ArgumentNullException.ThrowIfNull(fixture);
        using var bound = new CancellationTokenSource();
        await using var subject = new StoreUnderTest(fixture, bound.Token);
        try
        {
            await subject.OpenAsync();
            return await _check(subject).WaitAsync(fixture.Bound, bound.Token);
        }
        catch (TimeoutException e)
        {
            throw new ConformanceException($"{Name}: no end after {fixture.Bound}.", e);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new ConformanceException($"{Name}: {(e is ConformanceException ? e.Message : $"the store threw {e.GetType().Name}: {e.Message}")}", e);
        }
        finally
        {
            await bound.CancelAsync();
        }
    }

    internal static ConformanceCase Store(string name, Func<StoreUnderTest, Task> check) => new(name, async subject =>
    {
        await check(subject);
        return true;
    });

    internal static ConformanceCase Data(string name, Func<StoreUnderTest, DataUnderTest, Task> check) => new(name, async subject =>
    {
        if (subject.Store is not ISessionDataStore store)
        {
            return false;
        }

        await check(subject, new DataUnderTest(store, subject.Bound));
        return true;
    });

    internal static ConformanceCase Feed(string name, Func<StoreUnderTest, ISessionChangeFeed, Task> check) => new(name, async subject =>
    {
        if (subject.Store is not ISessionChangeFeed feed)
        {
            return false;
        }

        await check(subject, feed);
        return true;
    });

    internal static ConformanceCase TwoProcesses(string name, Func<StoreUnderTest, StoreUnderTest, Task> check) => new(name, async subject =>
    {
        if (await subject.OpenAgainAsync() is not { } other)
        {
            return false;
        }

        await using (other)
        {
            await check(subject, other);
            return true;
        }
    })
    {
        NeedsOpenAgain = true,
    };
}
