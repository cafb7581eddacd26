using System.Text;
using Cloakroom.Keys;
using Cloakroom.Testing;
using Cloakroom.Tests.Sqlite;
using Cloakroom.Tokens;
using static System.Buffers.Text.Base64Url;

namespace Cloakroom.Tests.Tokens;

/// <summary>An issuer and a verifier on one ring, and a forger who has the keys but not the rules.</summary>
internal sealed class TokenRoom : IDisposable
{
    public const string Origin = "https://app.example", Service = "https://api.example";

    private TokenRoom(KeyRing ring, FakeClock clock)
    {
        (Ring, Clock) = (ring, clock);
        Issuer = new(ring, Origin, clock);
        Verifier = new(ring, Origin, Service, clock);
    }

    public FakeClock Clock { get; }

    public KeyRing Ring { get; }

    public TokenIssuer Issuer { get; }

    public TokenVerifier Verifier { get; }

    public static async Task<TokenRoom> OpenAsync()
    {
        var clock = new FakeClock();
        var ring = new KeyRing(new MemoryKeyStore(), new KeyOptions(), clock);
        await ring.StartAsync();
        return new(ring, clock);
    }

    public Session Login() => Sample.Login(Clock.GetUtcNow());

    public string Issue() => Issuer.Issue(Login(), Service, TimeSpan.FromMinutes(5)).Text;

    public ValueTask<TokenVerdict> VerifyAsync(string token) => Verifier.VerifyAsync(token, Sample.Stop);

    public async Task<string> ReasonAsync(string token) => (await VerifyAsync(token)).Reason?.Code ?? "verified";

    /// <summary>What is refused is refused by every other verifier too: this one remembers nothing.</summary>
    public async Task<string> ReasonAsync(string token, string issuer, string audience) =>
        (await new TokenVerifier(Ring, issuer, audience, Clock, cacheSize: 0).VerifyAsync(token, Sample.Stop)).Reason?.Code ?? "verified";

    /// <summary>Signs whatever it is given with the real key, as we sign: the lower s.</summary>
    public string Sign(string header, string payload, bool highS = false) => Sign(Encoding.UTF8.GetBytes(header), Encoding.UTF8.GetBytes(payload), highS);

    public string Sign(byte[] header, byte[] payload, bool highS = false) => TokenSignature.Sign(Ring, header, payload, highS);

    public static string Header(string token) => Encoding.UTF8.GetString(DecodeFromChars(token.Split('.')[0]));

    public static string Payload(string token) => Encoding.UTF8.GetString(DecodeFromChars(token.Split('.')[1]));

    public void Dispose() => Ring.Dispose();
}
