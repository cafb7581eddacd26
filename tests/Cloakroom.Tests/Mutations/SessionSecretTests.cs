using Cloakroom.Csrf;

namespace Cloakroom.Tests.Mutations;

/// <summary>What a client shows for a session: whatever is nearly the same is nothing.</summary>
public sealed class SessionSecretTests
{
    private static readonly DateTimeOffset Now = new(2030, 5, 17, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_session_ID()
    {
        var id = SessionId.Create();
        (SessionDigest plain, SessionDigest placed) = (id.Digest(), id.PlacedDigest());
        foreach (string text in Changed.Texts(id.Reveal()))
        {
            Assert.True(!SessionId.TryParse(text, out SessionId other) || (other.Digest() != plain && other.PlacedDigest() != placed), text);
        }
    }

    [Fact]
    public void The_session_handle()
    {
        var handle = SessionHandle.Create();
        Assert.All(Changed.Texts(handle.ToString()), text => Assert.True(!SessionHandle.TryParse(text, out SessionHandle other) || !other.Equals(handle), text));
    }

    [Fact]
    public void The_CSRF_token()
    {
        var id = SessionId.Create();
        string token = CsrfToken.Create(id);
        Assert.Equal(TokenCheck.Valid, CsrfToken.Check(id, token));
        Assert.All(Changed.Texts(token), text => Assert.NotEqual(TokenCheck.Valid, CsrfToken.Check(id, text)));
        Assert.All(Changed.Texts(id.Reveal()), text => Assert.True(!SessionId.TryParse(text, out SessionId other) || CsrfToken.Check(other, token) != TokenCheck.Valid, text));
    }

    [Fact]
    public void The_refresh_token()
    {
        var token = RefreshToken.Create(SessionId.Create());
        var state = RefreshState.Of(token);
        Assert.NotNull(state.Use(token, TimeSpan.FromSeconds(10), Now));
        foreach (string text in Changed.Texts(token.Reveal()))
        {
            bool isTaken = RefreshToken.TryParse(text, out RefreshToken? other) && other.Session.Digest() == token.Session.Digest()
                && (state.Knows(other) || state.Use(other, TimeSpan.FromSeconds(10), Now) is not null);
            Assert.False(isTaken, text);
        }
    }
}
