using System.Security.Cryptography;
using System.Text;
using Cloakroom.Keys;
using Cloakroom.Tokens;
using static System.Buffers.Text.Base64Url;

namespace Cloakroom.Tests.Tokens;

/// <summary>Each row a token that is signed by our key and yet refused, and why.</summary>
public sealed class TokenVerifierTests
{
    [Theory]
    [InlineData("\"typ\":\"at+jwt\"", "\"typ\":\"application/at+jwt\"", "verified")]
    [InlineData("\"typ\":\"at+jwt\"", "\"typ\":\"AT+JWT\"", "verified")]
    [InlineData("\"typ\":\"at+jwt\"", "\"typ\":\"at+jwt\",\"cty\":\"JWT\"", "verified")]
    [InlineData("\"typ\":\"at+jwt\"", "\"typ\":\"JWT\"", "malformed")]
    [InlineData("\"typ\":\"at+jwt\"", "\"typ\":7", "malformed")]
    [InlineData(",\"typ\":\"at+jwt\"", "", "malformed")]
    [InlineData("\"ES256\"", "\"none\"", "bad_signature")]
    [InlineData("\"ES256\"", "\"NoNe\"", "bad_signature")]
    [InlineData("\"ES256\"", "\"es256\"", "bad_signature")]
    [InlineData("\"ES256\"", "\"HS256\"", "bad_signature")]
    [InlineData("\"ES256\"", "\"ES384\"", "bad_signature")]
    [InlineData("\"ES256\"", "null", "bad_signature")]
    [InlineData("\"typ\"", "\"crit\":[\"exp\"],\"typ\"", "malformed")]
    [InlineData("\"typ\"", "\"crit\":[],\"typ\"", "malformed")]
    [InlineData("\"typ\"", "\"jwk\":{},\"typ\"", "malformed")]
    [InlineData("\"typ\"", "\"jku\":\"http://127.0.0.1:1/\",\"typ\"", "malformed")]
    [InlineData("\"typ\"", "\"x5u\":\"http://127.0.0.1:1/\",\"typ\"", "malformed")]
    [InlineData("\"typ\"", "\"x5c\":[],\"typ\"", "malformed")]
    [InlineData("\"typ\"", "\"b64\":false,\"typ\"", "malformed")]
    [InlineData("\"typ\"", "\"zip\":\"DEF\",\"typ\"", "malformed")]
    [InlineData("\"typ\"", "\"alg\":\"ES256\",\"typ\"", "malformed")]
    [InlineData("\"kid\":\"", "\"kid\":\"../../", "bad_signature")]
    [InlineData("\"kid\":\"", "\"kid\":\"x", "bad_signature")]
    public async Task A_header_is_read_strictly(string part, string replaced, string expected)
    {
        using TokenRoom room = await TokenRoom.OpenAsync();
        string token = room.Issue(), header = TokenRoom.Header(token);
        Assert.Contains(part, header, StringComparison.Ordinal);
        Assert.Equal(expected, await room.ReasonAsync(room.Sign(header.Replace(part, replaced, StringComparison.Ordinal), TokenRoom.Payload(token))));
    }

    [Theory]
    [InlineData("\"iss\":\"https://app.example\"", "\"iss\":\"https://app.example/\"", "bad_signature")]
    [InlineData("\"iss\":\"https://app.example\"", "\"iss\":\"https://APP.example\"", "bad_signature")]
    [InlineData("\"iss\":\"https://app.example\"", "\"iss\":[\"https://app.example\"]", "bad_signature")]
    [InlineData("\"iss\":\"https://app.example\",", "", "bad_signature")]
    [InlineData("\"aud\":\"https://api.example\"", "\"aud\":[\"other\",\"https://api.example\"]", "verified")]
    [InlineData("\"aud\":\"https://api.example\"", "\"aud\":[\"other\"]", "wrong_audience")]
    [InlineData("\"aud\":\"https://api.example\"", "\"aud\":[]", "wrong_audience")]
    [InlineData("\"aud\":\"https://api.example\"", "\"aud\":\"https://api.example.evil\"", "wrong_audience")]
    [InlineData("\"aud\":\"https://api.example\"", "\"aud\":{\"https://api.example\":1}", "wrong_audience")]
    [InlineData("\"aud\":\"https://api.example\",", "", "wrong_audience")]
    [InlineData("\"exp\":", "\"exq\":", "malformed")]
    [InlineData("\"iat\":", "\"iau\":", "malformed")]
    [InlineData("\"exp\":", "\"exp\":-", "malformed")]
    [InlineData("\"exp\":", "\"exp\":1e300,\"x\":", "malformed")]
    [InlineData("\"exp\":", "\"exp\":\"4102444800\",\"x\":", "malformed")]
    [InlineData("\"exp\":", "\"exp\":true,\"x\":", "malformed")]
    [InlineData("\"sub\":\"42\"", "\"sub\":\"42\",\"sub\":\"admin\"", "malformed")]
    [InlineData("\"sub\":\"42\"", "\"sub\":\"42\",\"\\u0073ub\":\"admin\"", "malformed")]
    [InlineData("\"sub\":\"42\"", "\"sub\":\"42\",\"x\":{\"a\":1,\"a\":2}", "malformed")]
    [InlineData("\"sub\":\"42\"", "\"sub\":\"\"", "malformed")]
    [InlineData("\"sub\":\"42\"", "\"sub\":42", "malformed")]
    [InlineData("\"sub\":\"42\"", "\"sub\":\"\\ud800\"", "malformed")]
    [InlineData("\"sub\":\"42\"", "\"sub\":\"42\",\"\\ud800\":1", "malformed")]
    [InlineData("\"sub\":\"42\"", "\"sub\":\"42\",\"x\":[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]", "malformed")]
    [InlineData("\"roles\":[\"reader\"]", "\"roles\":\"reader\"", "malformed")]
    [InlineData("\"roles\":[\"reader\"]", "\"roles\":[\"reader\",7]", "malformed")]
    [InlineData("\"sid\":\"", "\"sid\":\"x", "malformed")]
    [InlineData("\"sdg\":\"", "\"sdg\":\"x", "malformed")]
    [InlineData("\"ims\":", "\"ims\":1", "malformed")]
    [InlineData("{\"iss\"", "\uFEFF{\"iss\"", "malformed")]
    [InlineData("{\"iss\"", "[{\"iss\"", "malformed")]
    public async Task A_payload_is_read_strictly(string part, string replaced, string expected)
    {
        using TokenRoom room = await TokenRoom.OpenAsync();
        string token = room.Issue(), payload = TokenRoom.Payload(token);
        Assert.Contains(part, payload, StringComparison.Ordinal);
        Assert.Equal(expected, await room.ReasonAsync(room.Sign(TokenRoom.Header(token), payload.Replace(part, replaced, StringComparison.Ordinal))));
    }

    [Theory]
    [InlineData("{0}.{1}")]
    [InlineData("{0}.{1}.{2}.")]
    [InlineData("{0}.{1}.{2}.{1}.{2}")]
    [InlineData("{0}.{1}.{2}=")]
    [InlineData("{0}=.{1}.{2}")]
    [InlineData(" {0}.{1}.{2}")]
    [InlineData("{0}.{1}.{2}\n")]
    [InlineData("{0}.{1} .{2}")]
    [InlineData(".{1}.{2}")]
    [InlineData("..")]
    [InlineData("")]
    [InlineData("é.é.é")]
    [InlineData("{{\"payload\":\"{1}\",\"protected\":\"{0}\",\"signature\":\"{2}\"}}")]
    public async Task Only_compact_serialization_in_strict_base64url_is_read(string form)
    {
        using TokenRoom room = await TokenRoom.OpenAsync();
        string[] parts = room.Issue().Split('.');
        Assert.Equal("malformed", await room.ReasonAsync(string.Format(null, form, parts[0], parts[1], parts[2])));
    }

    [Fact]
    public async Task A_token_has_one_text()
    {
        using TokenRoom room = await TokenRoom.OpenAsync();
        string token = room.Issue();
        Assert.Equal("verified", await room.ReasonAsync(token));
        // 64 octets are 86 letters: 4 bits of the last stand for nothing. One more would decode to the same octets.
        Assert.Equal("malformed", await room.ReasonAsync(token[..^1] + (char)(token[^1] + 1)));
        // The same signature with the higher s is valid ECDSA.
        Assert.Equal("bad_signature", await room.ReasonAsync(room.Sign(TokenRoom.Header(token), TokenRoom.Payload(token), highS: true)));
        Assert.Equal("verified", await room.ReasonAsync(room.Sign(TokenRoom.Header(token), TokenRoom.Payload(token))));
    }

    [Theory]
    [InlineData("pem")]
    [InlineData("der")]
    [InlineData("coordinates")]
    [InlineData("kid")]
    public async Task A_MAC_made_with_the_public_key_is_no_signature(string form)
    {
        using TokenRoom room = await TokenRoom.OpenAsync();
        var key = (Microsoft.IdentityModel.Tokens.JsonWebKey)room.Ring.Current.Credentials.Key;
        using var ecdsa = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = DecodeFromChars(key.X), Y = DecodeFromChars(key.Y) } });
        byte[] secret = form switch
        {
            "pem" => Encoding.ASCII.GetBytes(ecdsa.ExportSubjectPublicKeyInfoPem()),
            "der" => ecdsa.ExportSubjectPublicKeyInfo(),
            "coordinates" => [.. DecodeFromChars(key.X), .. DecodeFromChars(key.Y)],
            _ => Encoding.ASCII.GetBytes(key.Kid),
        };
        string token = room.Issue();
        string header = TokenRoom.Header(token).Replace("ES256", "HS256", StringComparison.Ordinal);
        string signed = $"{EncodeToString(Encoding.UTF8.GetBytes(header))}.{token.Split('.')[1]}";
        Assert.Equal("bad_signature", await room.ReasonAsync($"{signed}.{EncodeToString(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(signed)))}"));
    }

    [Fact]
    public async Task The_leeway_is_30_seconds_at_both_ends_and_a_hit_is_judged_again()
    {
        using TokenRoom room = await TokenRoom.OpenAsync();
        IssuedToken issued = room.Issuer.Issue(room.Login(), TokenRoom.Service, TimeSpan.FromMinutes(5));
        DateTimeOffset start = room.Clock.GetUtcNow();
        room.Clock.SetUtcNow(start - KeyTimes.Leeway - TimeSpan.FromSeconds(1));
        Assert.Equal("malformed", await room.ReasonAsync(issued.Text));
        room.Clock.SetUtcNow(start - KeyTimes.Leeway);
        Assert.Equal("verified", await room.ReasonAsync(issued.Text));
        room.Clock.SetUtcNow(issued.Expires + KeyTimes.Leeway - TimeSpan.FromMilliseconds(1));
        Assert.Equal("verified", await room.ReasonAsync(issued.Text));
        room.Clock.SetUtcNow(issued.Expires + KeyTimes.Leeway);
        Assert.Equal("token_expired", await room.ReasonAsync(issued.Text));
        Assert.Equal("token_expired", await room.ReasonAsync(issued.Text, TokenRoom.Origin, TokenRoom.Service));
    }

    [Fact]
    public async Task A_verifier_for_another_issuer_or_service_refuses()
    {
        using TokenRoom room = await TokenRoom.OpenAsync();
        string token = room.Issue();
        Assert.Equal("wrong_audience", await room.ReasonAsync(token, TokenRoom.Origin, TokenRoom.Origin));
        Assert.Equal("bad_signature", await room.ReasonAsync(token, "https://other.example", TokenRoom.Service));
    }

    [Fact]
    public async Task More_than_8_KiB_is_not_looked_at()
    {
        using TokenRoom room = await TokenRoom.OpenAsync();
        string token = room.Issue(), header = TokenRoom.Header(token), payload = TokenRoom.Payload(token);
        string Padded(int length) => room.Sign(header, $"{payload[..^1]},\"x\":\"{new string('x', length)}\"}}");
        Assert.Equal("malformed", await room.ReasonAsync(Padded(8192)));
        Assert.Equal("verified", await room.ReasonAsync(Padded(5000)));
        Assert.Equal("malformed", await room.ReasonAsync(new string('.', 1_000_000)));
    }

    [Fact]
    public async Task After_an_emergency_rotation_a_remembered_token_is_refused()
    {
        using TokenRoom room = await TokenRoom.OpenAsync();
        string token = room.Issue();
        Assert.Equal("verified", await room.ReasonAsync(token));
        await room.Ring.RotateAsync(atOnce: true);
        Assert.Equal("bad_signature", await room.ReasonAsync(token));
        Assert.Equal("verified", await room.ReasonAsync(room.Issue()));
    }

    [Fact]
    public async Task With_the_store_away_an_unknown_key_is_no_proof_against_a_token()
    {
        using TokenRoom room = await TokenRoom.OpenAsync();
        var store = new Keys.SwitchKeyStore();
        using var ring = new KeyRing(store, new KeyOptions(), room.Clock);
        await ring.StartAsync();
        var verifier = new TokenVerifier(ring, TokenRoom.Origin, TokenRoom.Service, room.Clock);
        string own = new TokenIssuer(ring, TokenRoom.Origin, room.Clock).Issue(room.Login(), TokenRoom.Service, TimeSpan.FromMinutes(5)).Text;
        store.Fails = new StoreUnavailableException("away");
        Assert.Same(Reason.StoreUnavailable, (await verifier.VerifyAsync(room.Issue(), Sqlite.Sample.Stop)).Reason);
        Assert.NotNull((await verifier.VerifyAsync(own, Sqlite.Sample.Stop)).Token);
    }
}
