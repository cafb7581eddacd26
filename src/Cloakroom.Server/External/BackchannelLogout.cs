using Microsoft.Extensions.Logging;

namespace Cloakroom.Server.External;

/// <summary>
/// A provider tells, from server to server, that somebody has logged out there (OpenID Connect Back-Channel Logout 1.0 2.5 to 2.8). The token
/// is all the proof there is; no cookie is looked at.
/// </summary>
internal static class BackchannelLogout
{
    private const string Kind = "logout token";

    public static async Task<IResult> AnswerAsync(
        HttpContext context, string name, ExternalProviders providers, LogoutTokens tokens, SpentOnce spent, ExternalSessions sessions, ProviderCalls calls, ILogger<ExternalSessions> logger)
    {
        // 2.8.
        Identity.MarkDependent(context.Response.Headers);
        if (providers.Find(name) is not { } provider)
        {
            return Refusal.Because(Reason.NotFound);
        }

        if (await ReadTokenAsync(context.Request) is not { } token)
        {
            return Refuse("The form field logout_token is missing.");
        }

        (ExternalLogout? logout, string problem) = await tokens.ReadAsync(provider, token, context.RequestAborted);
        if (logout is null || spent.IsSpent(Kind, logout.Id))
        {
            calls.Report(provider.Options, logout is null ? $"logout: {problem}" : "logout: the token came before");
            return Refuse("The logout token is not valid.");
        }

        int ended = await sessions.EndAsync(provider.Key, logout.Subject, logout.Sid, context.RequestAborted);
        // Afterwards: while the store is away the provider may send the same token again.
        spent.TrySpend(Kind, logout.Id, logout.Until);
        Log.ExternalLogout(logger, provider.Name, ended);
        return Results.Ok();
    }

    private static async Task<string?> ReadTokenAsync(HttpRequest request)
    {
        if (!request.HasFormContentType)
        {
            return null;
        }

        try
        {
            return (await request.ReadFormAsync(request.HttpContext.RequestAborted))["logout_token"] is [{ Length: > 0 } token] ? token : null;
        }
        catch (Exception broken) when (broken is InvalidDataException or BadHttpRequestException or IOException)
        {
            return null;
        }
    }

    // 2.8: 400 with the error of OAuth.
    private static IResult Refuse(string description) =>
        Results.Json(new { error = "invalid_request", error_description = description }, statusCode: StatusCodes.Status400BadRequest);
}
