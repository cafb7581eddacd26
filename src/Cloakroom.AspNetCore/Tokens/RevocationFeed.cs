using System.Buffers;
using System.Text;
using System.Text.Json;
using Cloakroom.Keys;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Cloakroom;

/// <summary>
/// What has ended lately, as a JWT that anybody may read and pass on, signed by the key of the access tokens. Its claims: <c>iss</c>,
/// <c>iat</c>, <c>from</c> and <c>to</c> (milliseconds since 1970, between which it is complete), <c>ended</c> (the <c>sdg</c> of sessions).
/// </summary>
internal sealed class RevocationFeed(SessionEngine engine, KeyRing ring, Deployment deployment, TimeProvider time)
{
    public const string Type = "revocations+jwt";

    private static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false };
    private static readonly Dictionary<string, object> Header = new(StringComparer.Ordinal) { [JwtHeaderParameterNames.Typ] = Type };

    /// <exception cref="StoreUnavailableException">No signing key has been read yet.</exception>
    public async ValueTask<(string Jwt, long Version)> TellAsync(DateTimeOffset? since, CancellationToken cancellationToken)
    {
        EndsPage page = await engine.EndsAsync(since, cancellationToken);
        return (Handler.CreateToken(Write(page), ring.Current.Credentials, Header), page.Version);
    }

    private string Write(EndsPage page)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("iss", deployment.Origin.Serialized);
            json.WriteNumber("iat", time.GetUtcNow().ToUnixTimeSeconds());
            json.WriteNumber("from", page.From.ToUnixTimeMilliseconds());
            json.WriteNumber("to", page.To.ToUnixTimeMilliseconds());
            json.WriteStartArray("ended");
            foreach (SessionDigest digest in page.Ended)
            {
                json.WriteStringValue(Text(digest));
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    private static string Text(SessionDigest digest)
    {
        Span<byte> bytes = stackalloc byte[SessionDigest.ByteLength];
        digest.CopyTo(bytes);
        return System.Buffers.Text.Base64Url.EncodeToString(bytes);
    }
}
