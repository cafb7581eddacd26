using System.Text.Json;
using Cloakroom.Keys;
using Cloakroom.Tests.Sqlite;
using Cloakroom.Tokens;

namespace Cloakroom.Tests.Tokens;

public sealed class TokenIssuerTests
{
    [Fact]
    public async Task What_is_issued_is_verified_and_says_whose_session_it_is()
    {
        using TokenRoom room = await TokenRoom.OpenAsync();
        Session session = room.Login();
        IssuedToken issued = room.Issuer.Issue(session, TokenRoom.Service, TimeSpan.FromMinutes(5));
        VerifiedToken token = Assert.IsType<VerifiedToken>((await room.VerifyAsync(issued.Text)).Token);
        Assert.Equal((session.UserId, session.Handle, session.Digest), (token.Subject, token.Handle, token.Digest));
        Assert.Equal((session.User.Email, session.AuthenticatedAt, issued.Expires), (token.Email, token.AuthenticatedAt, token.Expires));
        Assert.Equal(session.User.Roles, token.Roles);
        Assert.Equal(session.AuthenticationMethods, token.Methods);
        Assert.Equal(room.Clock.GetUtcNow(), token.Issued);
        Assert.DoesNotContain(issued.Text, issued.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_token_is_the_one_of_RFC_9068()
    {
        using TokenRoom room = await TokenRoom.OpenAsync();
        string token = room.Issue();
        using var header = JsonDocument.Parse(TokenRoom.Header(token));
        Assert.Equal(
            $"alg=ES256 kid={room.Ring.Current.Kid} typ=at+jwt",
            string.Join(' ', header.RootElement.EnumerateObject().Select(p => $"{p.Name}={p.Value}").Order(StringComparer.Ordinal)));
        using var claims = JsonDocument.Parse(TokenRoom.Payload(token));
        Assert.Equal(
            "amr aud auth_time client_id email exp iat ims iss jti roles sdg sid sub",
            string.Join(' ', claims.RootElement.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task Lives_differ_by_up_to_5_percent_and_no_two_tokens_are_alike()
    {
        using TokenRoom room = await TokenRoom.OpenAsync();
        Session session = room.Login();
        IssuedToken[] tokens = [.. Enumerable.Range(0, 60).Select(_ => room.Issuer.Issue(session, TokenRoom.Service, TimeSpan.FromMinutes(5)))];
        Assert.All(tokens, t => Assert.InRange((t.Expires - room.Clock.GetUtcNow()).TotalSeconds, 285, 300));
        Assert.True(tokens.DistinctBy(t => t.Expires).Count() > 3);
        Assert.Distinct(tokens.Select(t => t.Text), StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_token_does_not_outlive_its_session()
    {
        using TokenRoom room = await TokenRoom.OpenAsync();
        Session session = room.Login() with { ExpiresAt = room.Clock.GetUtcNow().AddSeconds(20) };
        Assert.Equal(session.ExpiresAt, room.Issuer.Issue(session, TokenRoom.Service, TimeSpan.FromMinutes(5)).Expires);
    }

    [Fact]
    public async Task A_life_over_an_hour_is_refused_because_keys_would_not_live_as_long()
    {
        using TokenRoom room = await TokenRoom.OpenAsync();
        Assert.Throws<ArgumentOutOfRangeException>(() => room.Issuer.Issue(room.Login(), TokenRoom.Service, KeyTimes.LongestToken + TimeSpan.FromSeconds(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => room.Issuer.Issue(room.Login(), TokenRoom.Service, TimeSpan.Zero));
    }

    [Fact]
    public async Task Any_session_becomes_a_token_that_is_verified_unless_it_is_too_long()
    {
        using TokenRoom room = await TokenRoom.OpenAsync();
        foreach (Session any in FsCheck.Fluent.Gen.Sample(Sessions.AnySession.Generator, 60, 100))
        {
            Session session = any with { ExpiresAt = room.Clock.GetUtcNow().AddHours(1) };
            string text = room.Issuer.Issue(session, TokenRoom.Service, TimeSpan.FromMinutes(5)).Text;
            TokenVerdict verdict = await room.VerifyAsync(text);
            Assert.Equal(text.Length <= Jws.MaxLength, verdict.Token is not null);
            if (verdict.Token is { } token)
            {
                Assert.Equal((session.UserId, session.User.Email), (token.Subject, token.Email));
                Assert.Equal(session.User.Roles, token.Roles);
            }
        }
    }
}
