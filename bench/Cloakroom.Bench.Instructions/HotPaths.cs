using Cloakroom.Cookies;
using Cloakroom.Csrf;
using Cloakroom.Keys;
using Cloakroom.Tokens;

namespace Cloakroom.Bench.Instructions;

/// <summary>What nearly every request does, one step at a time, and some that only a login does. Each returns something, so that none is left out.</summary>
internal sealed class HotPaths : IDisposable
{
    private const string Origin = "https://app.example";

    private readonly KeyRing _ring;
    private readonly SessionEngine _engine;
    private readonly TokenVerifier _verifier, _forgetful;
    private readonly CrossOriginPolicy _policy;
    private readonly SessionCookie _cookie;
    private readonly Session _session;
    private readonly SessionId _id;
    private readonly string _shown, _header, _token, _csrf;
    private readonly byte[] _record;

    private HotPaths(KeyRing ring, TimeProvider time)
    {
        _ring = ring;
        _id = SessionId.Create();
        _shown = _id.Reveal();
        _header = $"theme=dark; _ga=GA1.1.1234567890.1234567890; session_id={_shown}; lang=en-GB; consent=yes";
        _session = Login(_id, time.GetUtcNow());
        _record = SessionFormat.Write(_session);
        _engine = new SessionEngine(new LoneSession(_session), new SessionOptions(), time);
        _token = new TokenIssuer(ring, Origin, time).Issue(_session, Origin, TimeSpan.FromHours(1)).Text;
        _verifier = new TokenVerifier(ring, Origin, Origin, time);
        _forgetful = new TokenVerifier(ring, Origin, Origin, time, cacheSize: 0);
        PublicOrigin origin = PublicOrigin.TryCreate(Origin, out PublicOrigin? own, out _) ? own : throw new InvalidOperationException("Not an origin.");
        _policy = new CrossOriginPolicy(origin, []);
        _cookie = SessionCookie.For(origin, TimeSpan.FromDays(1));
        _csrf = CsrfToken.Create(_id);
    }

    /// <param name="time">The clock of all that asks for one.</param>
    public static async Task<HotPaths> OpenAsync(TimeProvider time)
    {
        var ring = new KeyRing(new MemoryKeyStore(), new KeyOptions(), time);
        await ring.StartAsync();
        var paths = new HotPaths(ring, time);
        // The first time it is read from the store.
        await paths._engine.AuthenticateAsync(paths._id, isSafe: true, CancellationToken.None);
        return paths;
    }

    public Session Session => _session;

    public int FindCookie() => CookieHeader.Find(_header, "session_id", out ReadOnlySpan<char> value) == CookieMatch.One ? value.Length : throw Wrong();

    public int ParseSessionId() => SessionId.TryParse(_shown, out _) ? 1 : throw Wrong();

    /// <summary>From the text in the cookie to the decision.</summary>
    public Decision Hit() =>
        SessionId.TryParse(_shown, out SessionId id) && Done(_engine.AuthenticateAsync(id, isSafe: true, CancellationToken.None)) is Decision.Valid valid ? valid : throw Wrong();

    public VerifiedToken RecogniseToken() => Done(_verifier.VerifyAsync(_token, CancellationToken.None)).Token ?? throw Wrong();

    /// <summary>The signature included.</summary>
    public VerifiedToken VerifyToken() => Done(_forgetful.VerifyAsync(_token, CancellationToken.None)).Token ?? throw Wrong();

    /// <summary>By what today's browsers say.</summary>
    public int DecideCsrf() => _policy.Refuse("same-origin", Origin, cookieAuthenticates: true, static () => TokenCheck.Missing) is null ? 1 : throw Wrong();

    /// <summary>By the token, for what says nothing.</summary>
    public int CheckCsrfToken() => CsrfToken.Check(_id, _csrf) == TokenCheck.Valid ? 1 : throw Wrong();

    public string WriteSetCookie() => _cookie.Issue(_id);

    public byte[] WriteRecord() => SessionFormat.Write(_session);

    public Session ReadRecord() => SessionFormat.TryRead(_record, _session.Digest, out Session? session) ? session : throw Wrong();

    public void Dispose()
    {
        _engine.Dispose();
        _ring.Dispose();
    }

    // Nothing here has anything to wait for.
    private static T Done<T>(ValueTask<T> asked) => asked.IsCompletedSuccessfully ? asked.Result : throw new InvalidOperationException("It waits.");

    private static InvalidOperationException Wrong() => new("Not what was to be measured.");

    private static Session Login(SessionId id, DateTimeOffset now) => new()
    {
        Digest = id.Digest(), Handle = SessionHandle.Create(), AuthenticationMethods = ["pwd"], Device = "Firefox on Linux",
        User = new SessionUser("8f14e45fceea167a") { Email = "ada@example.org", Roles = ["admin"] },
        CreatedAt = SessionPolicy.Milliseconds(now), AuthenticatedAt = SessionPolicy.Milliseconds(now), LastSeenAt = SessionPolicy.Milliseconds(now),
        ExpiresAt = SessionPolicy.Milliseconds(now.AddDays(1)), IdleTimeout = TimeSpan.FromHours(1),
    };
}
