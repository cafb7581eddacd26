using System.Text;
using System.Text.Json;
using Cloakroom.Keys;
using Cloakroom.Tests.Tokens;
using Cloakroom.Tokens;

namespace Cloakroom.Tests.Fuzzing;

/// <summary>Tokens, and what is in them once a signature is good: for that each input is signed with the real key.</summary>
internal static class TokenTargets
{
    private static readonly Lazy<TokenRoom> Opened = new(() => Task.Run(TokenRoom.OpenAsync).GetAwaiter().GetResult());

    private static readonly string[] Words =
    [
        "alg", "none", "ES256", "HS256", "kid", "typ", "at+jwt", "crit", "jwk", "b64", "iss", "aud", "exp", "iat", "nbf", "sid", "sdg", "roles", "amr", "\"", "{", "}", "[", "]", ":", ",", "1e400", "-1", "true", "[[[[[[[[[[",
    ];

    private static TokenRoom Room => Opened.Value;

    public static IEnumerable<Target> All()
    {
        string token = Room.Issue(), header = TokenRoom.Header(token), payload = TokenRoom.Payload(token);
        long now = Room.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        string digest = System.Buffers.Text.Base64Url.EncodeToString(SessionId.Create().Digest().ToArray());
        string feed = $$$"""{"iss":"{{{TokenRoom.Origin}}}","iat":{{{now / 1000}}},"from":{{{now - 60_000}}},"to":{{{now}}},"ended":["{{{digest}}}"],"changed":{"{{{digest}}}":{{{now}}}}}""";
        string feedHeader = $$"""{"alg":"ES256","kid":"{{Room.Ring.Current.Kid}}","typ":"{{RevocationPage.Type}}"}""";
        return
        [
            Target.OfText("access token", [token], [".", "=", "-", "_"], Verify),
            Target.OfText("header of a token", [header], Words, text => Verify(Room.Sign(text, payload))),
            Target.OfText("claims of a token", [payload], Words, text => Verify(Room.Sign(header, text))),
            Target.OfText("feed of revocations", [feed], [.. Words, "ended", "changed", "from", "to"], text => Read(Room.Sign(feedHeader, text))),
            Target.OfText("published key", ["""{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0","use":"sig","alg":"ES256","kid":"1"}"""],
                [.. Words, "kty", "crv", "key_ops", "verify", "P-384"], ReadKey),
            Target.OfText("strict JSON", [payload, """{"a":[1,2,{"b":"\ud83c\udf6a"}],"c":null}"""], Words, text => StrictJson.IsValid(Encoding.UTF8.GetBytes(text)).ToString()),
        ];
    }

    private static string Verify(string token)
    {
        TokenVerdict verdict = Wait(new TokenVerifier(Room.Ring, TokenRoom.Origin, TokenRoom.Service, Room.Clock, cacheSize: 0).VerifyAsync(token, CancellationToken.None));
        TextTargets.Check((verdict.Token is null) != (verdict.Reason is null));
        return verdict.Reason?.Code ?? $"good {verdict.Token?.Roles.Length} {verdict.Token?.Methods.Length}";
    }

    private static string Read(string page) =>
        Wait(RevocationPage.ReadAsync(page, TokenRoom.Origin, Room.Ring, Room.Clock.GetUtcNow(), CancellationToken.None)) is { } read ? $"{read.Ended.Length} {read.Changed.Length}" : "none";

    private static string ReadKey(string text)
    {
        if (TokenJson.TryRead(Encoding.UTF8.GetBytes(text)) is not { } json)
        {
            return "no JSON";
        }

        return VerificationKey.TryRead(json) is { } key ? $"key {key.Verifies(new byte[8], new byte[64])}" : "none";
    }

    // Nothing here waits for anything: the keys are at hand.
    private static T Wait<T>(ValueTask<T> call) => call.IsCompletedSuccessfully ? call.Result : call.AsTask().GetAwaiter().GetResult();
}
