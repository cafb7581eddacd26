using System.Text.Json;
using Cloakroom.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cloakroom;

/// <summary>New tokens for old ones, and the end of a token (RFC 7009).</summary>
internal static class TokenEndpoints
{
    private const int MaxBytes = 16 * 1024;

    public static void Map(RouteGroupBuilder group)
    {
        group.MapAnswer(HttpMethods.Post, "/refresh", RefreshAsync).WithMetadata(new RequestSizeLimitAttribute(MaxBytes));
        group.MapAnswer(HttpMethods.Post, "/revoke", RevokeAsync).WithMetadata(new RequestSizeLimitAttribute(MaxBytes), WorksWithoutStore.Instance);
    }

    private static async Task<IResult> RefreshAsync(HttpContext context)
    {
        Identity.MarkDependent(context);
        Credentials credentials = RequestSession.Of(context).Credentials;
        (string? text, Refusal? wrong) = await ReadBodyAsync(context.Request);
        if (wrong is not null)
        {
            return wrong;
        }

        bool byCookie = credentials.RefreshCookie != Cookies.CookieMatch.None;
        if (text is null ? credentials.RefreshCookie == Cookies.CookieMatch.Several : byCookie)
        {
            return Refusal.Because(Reason.AmbiguousCredentials, "Send one refresh token: in the body or in its cookie.");
        }

        if (text is null && !byCookie)
        {
            return Refusal.Because(Reason.NoCredentials, "Send the refresh token in the body as JSON, {\"refresh_token\":\"…\"}, or its cookie.");
        }

        RefreshToken? shown = text is null ? credentials.Refresh : RefreshToken.TryParse(text, out RefreshToken? read) ? read : null;
        if (shown is null)
        {
            return Refusal.Because(Reason.Malformed, "The refresh token has not the form of one.");
        }

        // No cookie is deleted by a refusal: another tab may have a newer one already.
        Refreshed refreshed = await context.Service<Refreshing>().RunAsync(shown, text is null ? Carrier.JwtCookie : Carrier.Token, context.RequestAborted);
        return refreshed is { Session: { } session, Token: { } next }
            ? new SignedIn(session, context.Service<SessionCarriers>().HandOver(context, session, next, refreshed.ReadAt)) : Refusal.Because(refreshed.Refused ?? Reason.Malformed);
    }

    // RFC 7009 2.2: 200 also for what is no token, or none any more: the client's wish is fulfilled.
    private static async Task<IResult> RevokeAsync(HttpContext context)
    {
        SessionEngine engine = context.Service<SessionEngine>();
        Identity.MarkDependent(context);
        if (await TokenFormAsync(context.Request) is not { } text)
        {
            return Refusal.Because(Reason.InvalidRequest, "Send a form with the field token, as RFC 7009 2.1 has it.");
        }

        SessionDigest? digest = null;
        if (RefreshToken.TryParse(text, out RefreshToken? shown))
        {
            digest = await context.Service<RefreshTokens>().OwnsAsync(shown, context.RequestAborted) ? engine.DigestOf(shown.Session) : null;
        }
        else if ((await context.Service<TokenAccess>().VerifyAsync(text, context.RequestAborted)).Token is { } verified)
        {
            digest = verified.Digest;
        }

        EndOutcome outcome = digest is { } one ? await engine.EndAsync(new(one, EndReason.LoggedOut)) : EndOutcome.Absent;
        return Results.StatusCode(outcome == EndOutcome.Pending ? StatusCodes.Status202Accepted : StatusCodes.Status200OK);
    }

    /// <summary>The field <c>token</c> of a form; null when there is not exactly one.</summary>
    internal static async ValueTask<string?> TokenFormAsync(HttpRequest request)
    {
        if (!request.HasFormContentType)
        {
            return null;
        }

        try
        {
            IFormCollection form = await request.ReadFormAsync(request.HttpContext.RequestAborted);
            return form["token"] is { Count: 1 } token && token[0] is { Length: > 0 } text ? text : null;
        }
        catch (Exception broken) when (UnreadableForm.Is(broken))
        {
            return null;
        }
    }

    private static async ValueTask<(string? Token, Refusal? Wrong)> ReadBodyAsync(HttpRequest request)
    {
        const string Form = "The body is a JSON object with the field refresh_token, or empty where the cookie has it.";
        try
        {
            byte[] buffer = new byte[MaxBytes + 1];
            int length = await request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, request.HttpContext.RequestAborted);
            if (length == 0)
            {
                return (null, null);
            }

            if (length > MaxBytes)
            {
                return (null, Refusal.Because(Reason.TooLarge, $"The body is limited to {MaxBytes} bytes."));
            }

            if (!StrictJson.IsJson(request.ContentType))
            {
                return (null, Refusal.Because(Reason.UnsupportedMediaType));
            }

            if (!StrictJson.IsValid(buffer[..length]))
            {
                return (null, Refusal.Because(Reason.InvalidRequest, Form));
            }

            using var json = JsonDocument.Parse(buffer.AsMemory(0, length));
            return json.RootElement.ValueKind == JsonValueKind.Object && !json.RootElement.EnumerateObject().Any() ? (null, null)
                : json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("refresh_token", out JsonElement token)
                    && token.ValueKind == JsonValueKind.String && token.GetString() is { } text ? (text, null)
                : (null, Refusal.Because(Reason.InvalidRequest, Form));
        }
        catch (Exception broken) when (broken is BadHttpRequestException or IOException)
        {
            return (null, (broken as BadHttpRequestException)?.StatusCode switch
            {
                StatusCodes.Status413PayloadTooLarge => Refusal.Because(Reason.TooLarge, $"The body is limited to {MaxBytes} bytes."),
                StatusCodes.Status408RequestTimeout => Refusal.Because(Reason.RequestTimeout),
                _ => Refusal.Because(Reason.InvalidRequest, Form),
            });
        }
    }
}
