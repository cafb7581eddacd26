using System.Text;
using Cloakroom.Tests.Tokens;
using Cloakroom.Tokens;

namespace Cloakroom.Tests.Mutations;

/// <summary>What is signed: access tokens, and the feed of revocations as others read it.</summary>
public sealed class SignedTextTests
{
    [Fact]
    public async Task The_access_token()
    {
        using TokenRoom room = await TokenRoom.OpenAsync();
        string token = room.Issue();
        Assert.Equal("verified", await room.ReasonAsync(token));
        foreach (string text in Changed.Texts(token))
        {
            Assert.True(await room.ReasonAsync(text) != "verified", text);
        }
    }

    [Fact]
    public async Task The_feed_of_revocations()
    {
        using TokenRoom room = await TokenRoom.OpenAsync();
        long now = room.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        string digest = Convert.ToBase64String(SessionId.Create().Digest().ToArray()).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        string page = TokenSignature.Sign(
            room.Ring, Encoding.UTF8.GetBytes($$"""{"alg":"ES256","kid":"{{room.Ring.Current.Kid}}","typ":"{{RevocationPage.Type}}"}"""),
            Encoding.UTF8.GetBytes($$$"""{"iss":"{{{TokenRoom.Origin}}}","iat":{{{now / 1000}}},"from":{{{now - 60_000}}},"to":{{{now}}},"ended":["{{{digest}}}"],"changed":{"{{{digest}}}":{{{now}}}}}"""));
        Assert.NotNull(await ReadAsync(page));
        foreach (string text in Changed.Texts(page))
        {
            Assert.True(await ReadAsync(text) is null, text);
        }

        ValueTask<RevocationPage?> ReadAsync(string text) =>
            RevocationPage.ReadAsync(text, TokenRoom.Origin, room.Ring, room.Clock.GetUtcNow(), TestContext.Current.CancellationToken);
    }
}
