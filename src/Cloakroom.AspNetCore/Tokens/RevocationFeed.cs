using System.Buffers;
using System.Text;
using System.Text.Json;
using Cloakroom.Keys;
using Cloakroom.Tokens;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Cloakroom;

/// <summary>
/// What has ended lately, as a JWT that anybody may read and pass on, signed by the key of the access tokens. Its claims: <c>iss</c>,
/// <c>iat</c>, <c>from</c> and <c>to</c> (milliseconds since 1970, between which it is complete), <c>ended</c> (the <c>sdg</c> of sessions),
/// and where there are any <c>changed</c> (for the <c>sdg</c> of a live session the time before which its tokens are out of date).
/// </summary>
internal sealed class RevocationFeed(SessionEngine engine, KeyRing ring, Deployment deployment, TimeProvider time)
{
    private static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false };
    private static readonly Dictionary<string, object> Header = new(StringComparer.Ordinal) { [JwtHeaderParameterNames.Typ] = RevocationPage.Type };

    // What many verifiers ask for at once is written once.
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(1);

    private Told? _told;

    /// <summary>All that is remembered, not older than a second.</summary>
    /// <exception cref="StoreUnavailableException">No signing key has been read yet.</exception>
    public async ValueTask<string> TellAllAsync(CancellationToken cancellationToken)
    {
        EndsPage page = await engine.EndsAsync(since: null, cancellationToken);
        if (_told is { } told && told.Page.Version == page.Version && told.Page.From == page.From && page.To - told.Page.To < Kept)
        {
            return told.Jwt;
        }

        told = new(page, Sign(page));
        _told = told;
        return told.Jwt;
    }

    /// <summary>Writes a page.</summary>
    /// <exception cref="StoreUnavailableException">No signing key has been read yet.</exception>
    public string Sign(EndsPage page) => Handler.CreateToken(Write(page), ring.Current.Credentials, Header);

    private string Write(EndsPage page)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString(ClaimNames.Issuer, deployment.Origin.Serialized);
            json.WriteNumber(ClaimNames.Issued, time.GetUtcNow().ToUnixTimeSeconds());
            json.WriteNumber(RevocationPage.FromClaim, page.From.ToUnixTimeMilliseconds());
            json.WriteNumber(RevocationPage.ToClaim, page.To.ToUnixTimeMilliseconds());
            json.WriteStartArray(RevocationPage.EndedClaim);
            foreach (SessionDigest digest in page.Ended)
            {
                json.WriteStringValue(System.Buffers.Text.Base64Url.EncodeToString(digest.ToArray()));
            }

            json.WriteEndArray();
            WriteChanged(json, page);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    private static void WriteChanged(Utf8JsonWriter json, EndsPage page)
    {
        if (page.Changed.Length == 0)
        {
            return;
        }

        json.WriteStartObject(RevocationPage.ChangedClaim);
        foreach (IGrouping<SessionDigest, DateTimeOffset> one in page.Changed.GroupBy(c => c.Digest, c => c.Before))
        {
            json.WriteNumber(System.Buffers.Text.Base64Url.EncodeToString(one.Key.ToArray()), one.Max().ToUnixTimeMilliseconds());
        }

        json.WriteEndObject();
    }

    private sealed record Told(EndsPage Page, string Jwt);
}
