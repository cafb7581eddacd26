using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cloakroom;

/// <summary>
/// A refusal as <c>application/problem+json</c> (RFC 9457) with the stable code, or as a page for a person who sent a form. In Development
/// the header <c>Session-Reason</c> says it too. The same bytes for everybody: nothing in it depends on an account.
/// </summary>
internal sealed class Refusal : IResult
{
    public const string ReasonHeader = "Session-Reason";

    private Refusal(Reason reason, string? detail, TimeSpan? retryAfter) =>
        (Reason, Detail, RetryAfter) = (reason, detail ?? reason.Fix, retryAfter);

    public Reason Reason { get; }

    /// <summary>What is wrong and what to do, where there is no HTTP to answer.</summary>
    public string Sentence => $"{Reason.Title} {Detail}";

    /// <summary>What to do about it, in words.</summary>
    public string Detail { get; }

    private TimeSpan? RetryAfter { get; }

    private string? MfaToken { get; init; }

    /// <param name="reason">Why.</param>
    /// <param name="detail">What exactly is wrong with this request; default is the reason's own fix. Never a secret, never an echo of one.</param>
    /// <param name="retryAfter">When to try again; 503 always has it (default 1 s).</param>
    public static Refusal Because(Reason reason, string? detail = null, TimeSpan? retryAfter = null) => new(reason, detail, retryAfter);

    /// <summary>The same with what the second step of the login shows beside the code. A secret, for the body alone.</summary>
    public Refusal WithMfaToken(string token) => new(Reason, Detail, RetryAfter) { MfaToken = token };

    public Task ExecuteAsync(HttpContext httpContext)
    {
        // A person sent a form and would look at JSON.
        return Navigation.IsFormPost(httpContext.Request) ? SmallPage.RefuseAsync(httpContext, this) : WriteProblemAsync(httpContext);
    }

    /// <summary>Always the JSON, also to a person: for answers that are given before anybody asks who it is.</summary>
    public Task WriteProblemAsync(HttpContext httpContext)
    {
        WriteHeaders(httpContext);
        WriteStatus(httpContext.Response);
        var problem = new ProblemJson(
            "about:blank", Reason.Title, Reason.Status, Detail, Reason.Code,
            Activity.Current?.TraceId.ToString() ?? httpContext.TraceIdentifier, MfaToken);
        return httpContext.Response.WriteAsJsonAsync(problem, SessionShapes.Default.ProblemJson, "application/problem+json");
    }

    /// <summary>The status, where it is the answer; a redirect has its own.</summary>
    public void WriteStatus(HttpResponse response)
    {
        response.StatusCode = Reason.Status;
        if (Reason.Status == StatusCodes.Status401Unauthorized && response.Headers.WWWAuthenticate.Count == 0)
        {
            // RFC 9110 15.5.2: a 401 names a way to authenticate; RFC 6750 3.1: to a bearer of a token it says what is wrong with it, and to
            // whoever came with another scheme nothing but the name of this one.
            response.Headers.WWWAuthenticate = RequestSession.In(response.HttpContext)?.Credentials switch
            {
                { HasBearer: true } => BearerChallenge(),
                { HasAuthorization: true } => "Bearer realm=\"session\"",
                _ => "Cookie realm=\"session\"",
            };
        }
    }

    /// <summary>What a bearer of a token is told, or one who has none (RFC 6750 3).</summary>
    public string BearerChallenge() => Reason == Reason.NoCredentials
        ? "Bearer realm=\"session\"" : $"Bearer realm=\"session\", error=\"invalid_token\", error_description=\"{Reason.Title}\"";

    /// <summary>What goes with every refusal, whatever its status and body.</summary>
    public void WriteHeaders(HttpContext context)
    {
        IHeaderDictionary headers = context.Response.Headers;
        Identity.MarkDependent(context);
        Telemetry.Decisions.Add(1, Telemetry.Because(Reason.Code));
        RequestTrace.Tag(context, Reason);
        if (RequestSession.In(context) is { } session)
        {
            session.WasTold = true;
        }

        context.RequestServices.GetService<IRefusalWitness>()?.Refused(context, Reason);
        Log.Refused(context.RequestServices.GetRequiredService<ILogger<Refusal>>(), context.Request.Method, context.Request.Path, Reason.Code);
        if (RetryAfter is not null || Reason.Status == StatusCodes.Status503ServiceUnavailable)
        {
            double seconds = Math.Ceiling((RetryAfter ?? TimeSpan.FromSeconds(1)).TotalSeconds);
            headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        if (context.RequestServices.GetRequiredService<IWebHostEnvironment>().IsDevelopment())
        {
            headers[ReasonHeader] = Reason.Code;
        }
    }

    internal sealed record ProblemJson(
        string Type, string Title, int Status, string Detail, string Code, string TraceId,
        [property: JsonPropertyName("mfa_token"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? MfaToken)
    {
        public override string ToString() => Code;
    }
}
