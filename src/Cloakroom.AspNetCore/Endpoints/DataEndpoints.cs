using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Cloakroom;

/// <summary>Session data as JSON by key, with ETag and conditions (RFC 9110 8.8.3, 13.1).</summary>
internal static class DataEndpoints
{
    private const string Path = "/data/{key}";

    public static void Map(RouteGroupBuilder group, ISessionDataStore store)
    {
        group.MapAnswer(HttpMethods.Get, Path, context => GetAsync(context, store, KeyOf(context)));
        group.MapAnswer(HttpMethods.Put, Path, context => PutAsync(context, store, KeyOf(context)));
        group.MapAnswer(HttpMethods.Delete, Path, context => DeleteAsync(context, store, KeyOf(context)));
    }

    private static string KeyOf(HttpContext context) => context.PartOfPath("key");

    private static Task<IResult> GetAsync(HttpContext context, ISessionDataStore store, string key) => WithKeyAsync(context, key, async session =>
    {
        if (await store.ReadAsync(session.Digest, key, context.RequestAborted) is not { } item)
        {
            return Refusal.Because(Reason.NotFound);
        }

        var conditions = new Preconditions(context.Request.Headers);
        if (!conditions.MatchHolds(item.Version))
        {
            return Refusal.Because(Reason.Conflict);
        }

        context.Response.Headers.ETag = Preconditions.Tag(item.Version);
        return conditions.NoneMatchHolds(item.Version)
            ? Results.Bytes(item.Value, "application/json") : Results.StatusCode(StatusCodes.Status304NotModified);
    });

    private static Task<IResult> PutAsync(HttpContext context, ISessionDataStore store, string key) => WithKeyAsync(context, key, async session =>
    {
        if (!StrictJson.IsJson(context.Request.ContentType))
        {
            return Refusal.Because(Reason.UnsupportedMediaType, "Send Content-Type: application/json, in UTF-8.");
        }

        (byte[]? body, Reason? refusal) = await ReadJsonAsync(context.Request);
        return refusal is null ? await WriteAsync(context, store, session, key, body) : Refusal.Because(refusal);
    });

    // Without a value there is nothing to compare with: 404, whatever the conditions (RFC 9110 13.2.1).
    private static Task<IResult> DeleteAsync(HttpContext context, ISessionDataStore store, string key) => WithKeyAsync(context, key, async session =>
        await store.ReadAsync(session.Digest, key, context.RequestAborted) is null
            ? Refusal.Because(Reason.NotFound) : await WriteAsync(context, store, session, key, value: null));

    private static async Task<IResult> WriteAsync(HttpContext context, ISessionDataStore store, Session session, string key, ReadOnlyMemory<byte>? value)
    {
        var conditions = new Preconditions(context.Request.Headers);
        long? version = conditions.Any ? (await store.ReadAsync(session.Digest, key, context.RequestAborted))?.Version : null;
        if (conditions.ForWrite(version) is not { } condition)
        {
            return Refusal.Because(Reason.Conflict);
        }

        DataOutcome outcome = await store.WriteAsync(new(session.Digest, key, value, condition), context.RequestAborted);
        if (outcome is { Result: DataResult.Written, Version: > 0 })
        {
            context.Response.Headers.ETag = Preconditions.Tag(outcome.Version);
        }

        return outcome.Result switch
        {
            DataResult.Written => Results.NoContent(),
            DataResult.Conflict => Refusal.Because(Reason.Conflict),
            DataResult.TooLarge => Refusal.Because(Reason.TooLarge),
            _ => Refusal.Because(Reason.Revoked),
        };
    }

    private static Task<IResult> WithKeyAsync(HttpContext context, string key, Func<Session, Task<IResult>> work) =>
        SessionEndpoints.WithSessionAsync(context, session => IsKey(key) ? work(session) : Task.FromResult<IResult>(Refusal.Because(
            Reason.InvalidRequest, $"A key in an address has 1 to {ISessionDataStore.MaxKeyBytes} bytes, no control characters and no slash, and does not begin with {RefreshTokens.ReservedKeys}")));

    // The server leaves an encoded slash as it is: a%2Fb and a%252Fb would arrive here as one key.
    private static bool IsKey(string key) =>
        Encoding.UTF8.GetByteCount(key) is > 0 and <= ISessionDataStore.MaxKeyBytes && !key.Any(char.IsControl)
        && !key.StartsWith(RefreshTokens.ReservedKeys, StringComparison.Ordinal) && !key.Contains('/', StringComparison.Ordinal) && !key.Contains("%2F", StringComparison.OrdinalIgnoreCase);

    private static async ValueTask<(byte[]? Body, Reason? Refusal)> ReadJsonAsync(HttpRequest request)
    {
        if (request.ContentLength > ISessionDataStore.MaxBytes)
        {
            return (null, Reason.TooLarge);
        }

        // One byte more than allowed, or than announced, tells the end from the limit.
        byte[] buffer = new byte[(request.ContentLength ?? ISessionDataStore.MaxBytes) + 1];
        int length;
        try
        {
            length = await request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, request.HttpContext.RequestAborted);
        }
        catch (IOException)
        {
            // Broken chunks, or a body that ends early.
            return (null, Reason.InvalidRequest);
        }

        if (length == buffer.Length)
        {
            return (null, Reason.TooLarge);
        }

        byte[] body = buffer[..length];
        return StrictJson.IsValid(body) ? (body, null) : (null, Reason.InvalidRequest);
    }
}
