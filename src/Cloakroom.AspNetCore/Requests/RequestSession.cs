using Microsoft.AspNetCore.Http;

namespace Cloakroom;

/// <summary>What is known about the sender of one request. A request that shows nothing carries no such feature.</summary>
internal sealed class RequestSession(Decision decision, SessionId? shown)
{
    private static readonly RequestSession None = new(Decision.Anonymous.Because(Reason.NoCredentials), shown: null);

    public Decision Decision { get; } = decision;

    /// <summary>The ID that came with the request, whatever it is worth; null when none of the right form came.</summary>
    public SessionId? Shown { get; } = shown;

    public Session? Session => (Decision as Decision.Valid)?.Session;

    public static RequestSession Of(HttpContext context) => context.Features.Get<RequestSession>() ?? None;
}
