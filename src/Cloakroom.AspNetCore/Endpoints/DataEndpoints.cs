using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Cloakroom;

/// <summary>Session data as JSON by key, with ETag and conditions (RFC 9110 8.8.3, 13.1).</summary>
internal static class DataEndpoints
{
    public static void Map(RouteGroupBuilder group, ISessionDataStore store)
    {
        group.MapGet("/data/{key}", (HttpContext context, string key) => GetAsync(context, store, key));
        group.MapPut("/data/{key}", (HttpContext context, string key) => PutAsync(context, store, key));
        group.MapDelete("/data/{key}", (HttpContext context, string key) => DeleteAsync(context, store, key));
    }

    private static Task<IResult> GetAsync(HttpContext context, ISessionDataStore store, string key) => WithKeyAsync(context, key, async session =>
    {
        if (await store.ReadAsync(session.Digest, key, context.RequestAborted) is not { } item)
        {
            return Refusal.Because(Reason.NotFound);
        }

        context.Response.Headers.ETag = Tag(item.Version);
        return context.Request.Headers.IfNoneMatch == Tag(item.Version)
            ? Results.StatusCode(StatusCodes.Status304NotModified) : Results.Bytes(item.Value, "application/json");
    });

    private static Task<IResult> PutAsync(HttpContext context, ISessionDataStore store, string key) => WithKeyAsync(context, key, async session =>
    {
        if (!IsJson(context.Request.ContentType))
        {
            return Refusal.Because(Reason.UnsupportedMediaType);
        }

        (byte[]? body, Reason? refusal) = await ReadJsonAsync(context.Request);
        return refusal is null ? await WriteAsync(context, store, session, key, body) : Refusal.Because(refusal);
    });

    private static Task<IResult> DeleteAsync(HttpContext context, ISessionDataStore store, string key) => WithKeyAsync(context, key, async session =>
        await store.ReadAsync(session.Digest, key, context.RequestAborted) is null
            ? Refusal.Because(Reason.NotFound) : await WriteAsync(context, store, session, key, value: null));

    private static async Task<IResult> WriteAsync(HttpContext context, ISessionDataStore store, Session session, string key, byte[]? value)
    {
        if (await ConditionAsync(context, store, session, key) is not { } condition)
        {
            return Refusal.Because(Reason.Conflict);
        }

        DataOutcome outcome = await store.WriteAsync(new(session.Digest, key, value, condition), context.RequestAborted);
        if (outcome is { Result: DataResult.Written, Version: > 0 })
        {
            context.Response.Headers.ETag = Tag(outcome.Version);
        }

        return outcome.Result switch
        {
            DataResult.Written => Results.NoContent(),
            DataResult.Conflict => Refusal.Because(Reason.Conflict),
            DataResult.TooLarge => Refusal.Because(Reason.TooLarge),
            _ => Refusal.Because(Reason.Revoked),
        };
    }

    // Null when the precondition cannot hold. A list or * is turned into the one version that is there now; a change in between conflicts.
    private static async ValueTask<DataCondition?> ConditionAsync(HttpContext context, ISessionDataStore store, Session session, string key)
    {
        string match = context.Request.Headers.IfMatch.ToString(), none = context.Request.Headers.IfNoneMatch.ToString();
        if (match.Length == 0)
        {
            return none.Length == 0 ? DataCondition.None : none.Trim() == "*" ? DataCondition.Absent : null;
        }

        if (await store.ReadAsync(session.Digest, key, context.RequestAborted) is not { } item)
        {
            return null;
        }

        // Strong comparison (RFC 9110 8.8.3.2): a weak tag never matches.
        bool holds = match.Trim() == "*" || match.Split(',', StringSplitOptions.TrimEntries).Contains(Tag(item.Version), StringComparer.Ordinal);
        return holds ? DataCondition.Version(item.Version) : null;
    }

    private static Task<IResult> WithKeyAsync(HttpContext context, string key, Func<Session, Task<IResult>> work) =>
        SessionEndpoints.WithSessionAsync(context, session =>
            key.Any(char.IsControl) || Encoding.UTF8.GetByteCount(key) is 0 or > ISessionDataStore.MaxKeyBytes
                ? Task.FromResult<IResult>(Refusal.Because(Reason.InvalidRequest, $"A key has 1 to {ISessionDataStore.MaxKeyBytes} bytes and no control characters."))
                : work(session));

    private static async ValueTask<(byte[]? Body, Reason? Refusal)> ReadJsonAsync(HttpRequest request)
    {
        if (request.ContentLength > ISessionDataStore.MaxBytes)
        {
            return (null, Reason.TooLarge);
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(ISessionDataStore.MaxBytes + 1);
        try
        {
            int length = await request.Body.ReadAtLeastAsync(
                buffer.AsMemory(0, ISessionDataStore.MaxBytes + 1), ISessionDataStore.MaxBytes + 1, throwOnEndOfStream: false, request.HttpContext.RequestAborted);
            if (length > ISessionDataStore.MaxBytes)
            {
                return (null, Reason.TooLarge);
            }

            // The parser leaves text in strings unread; JSON between systems is UTF-8 (RFC 8259 8.1).
            if (!Utf8.IsValid(buffer.AsSpan(0, length)))
            {
                return (null, Reason.InvalidRequest);
            }

            byte[] body = buffer[..length];
            using var parsed = JsonDocument.Parse(body);
            return (body, null);
        }
        catch (Exception broken) when (broken is JsonException or (IOException and not BadHttpRequestException))
        {
            // IOException: broken chunks.
            return (null, Reason.InvalidRequest);
        }
        finally
        {
            // It held a person's data.
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private static bool IsJson(string? contentType) =>
        contentType is not null && contentType.Split(';')[0].Trim().Equals("application/json", StringComparison.OrdinalIgnoreCase);

    private static string Tag(long version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");
}
