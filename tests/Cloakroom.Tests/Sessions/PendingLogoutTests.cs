using Cloakroom.Testing;

namespace Cloakroom.Tests.Sessions;

/// <summary>A logout that the store cannot take, as on a full disk: it still reads, and still reports changes.</summary>
public sealed class PendingLogoutTests
{
    private readonly FakeClock _clock = new();
    private readonly SessionId _id = SessionId.Create();

    public static TheoryData<string> Endings => new("this one", "all of the user's", "all but another one");

    [Theory]
    [MemberData(nameof(Endings))]
    public async Task The_session_is_refused_from_then_on_however_often_it_comes(string what)
    {
        Session session = NewSession.For("42", _clock) with { Digest = _id.Digest() };
        using var engine = new SessionEngine(new WriteProtectedStore(session), new SessionOptions(), _clock);
        Assert.IsType<Decision.Valid>(await AskAsync(engine));

        EndOutcome outcome = what switch
        {
            "this one" => await engine.EndAsync(new(session.Digest, EndReason.LoggedOut)),
            "all of the user's" => await engine.EndAllAsync(new("42", Except: null, EndReason.Revoked)),
            _ => await engine.EndAllAsync(new("42", SessionId.Create().Digest(), EndReason.Revoked)),
        };

        Assert.Equal(EndOutcome.Pending, outcome);
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(Reason.Revoked, Assert.IsType<Decision.Anonymous>(await AskAsync(engine)).Reason);
        }
    }

    [Fact]
    public async Task Other_sessions_go_on()
    {
        Session session = NewSession.For("42", _clock) with { Digest = _id.Digest() };
        using var engine = new SessionEngine(new WriteProtectedStore(session), new SessionOptions(), _clock);
        Assert.Equal(EndOutcome.Pending, await engine.EndAsync(new(SessionId.Create().Digest(), EndReason.LoggedOut)));
        Assert.Equal(EndOutcome.Pending, await engine.EndAllAsync(new("43", Except: null, EndReason.Revoked)));
        Assert.Equal(EndOutcome.Pending, await engine.EndAllAsync(new("42", session.Digest, EndReason.Revoked)));
        for (int i = 0; i < 5; i++)
        {
            Assert.IsType<Decision.Valid>(await AskAsync(engine));
        }
    }

    private ValueTask<Decision> AskAsync(SessionEngine engine) => engine.AuthenticateAsync(_id, isSafe: false, TestContext.Current.CancellationToken);

    private sealed class WriteProtectedStore(Session session) : FindOnlyStore, ISessionChangeFeed
    {
        public bool IsFresh => true;

        public override ValueTask<StoredSession> FindAsync(SessionDigest digest, CancellationToken cancellationToken) =>
            new(digest == session.Digest ? new StoredSession(session, Ended: null) : StoredSession.Absent);

        public ValueTask<bool> RefreshAsync(CancellationToken cancellationToken) => new(true);

        public void Observe(ISessionChangeObserver observer) => Assert.NotNull(observer);
    }
}
