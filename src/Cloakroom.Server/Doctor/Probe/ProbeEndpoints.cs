using System.Net.Mime;
using System.Text.RegularExpressions;
using Cloakroom.Csrf;
using Cloakroom.Server.Answers;

namespace Cloakroom.Server.Doctor.Probe;

/// <summary>
/// What the page <c>/doctor</c> calls to see what its browser does with cookies. They answer ahead of everything that knows sessions: none is
/// looked for or made, and no store is asked. They take no body, and say nothing but which cookies of the probe itself came.
/// </summary>
internal static partial class ProbeEndpoints
{
    public const string Page = "/doctor", Set = "/doctor/probe/set", Seen = "/doctor/probe/seen", Frame = "/doctor/probe/frame", Visit = "/doctor/probe/visit",
        Clear = "/doctor/probe/clear";

    public static void MapProbe(this WebApplication app)
    {
        app.MapPost(Set, (HttpContext context) => WriteAsync(context, (cookie, run) => cookie.Line(run))).ShortCircuit();
        app.MapPost(Clear, (HttpContext context) => WriteAsync(context, (cookie, _) => cookie.Deletion)).ShortCircuit();
        app.MapGet(Seen, (HttpContext context) => AnswerAsync(context, run => context.Response.WriteAsJsonAsync(new { arrived = Arrived(context, run) }))).ShortCircuit();
        app.MapGet(Visit, (HttpContext context) => AnswerAsync(context, run =>
        {
            // In the fragment, which no server sees.
            context.Response.Headers.Location = $"{Page}#visit={string.Join(',', Arrived(context, run))}";
            context.Response.StatusCode = StatusCodes.Status303SeeOther;
            return Task.CompletedTask;
        })).ShortCircuit();
        app.MapGet(Frame, (HttpContext context) => AnswerAsync(context, run =>
        {
            context.Response.ContentType = MediaTypeNames.Text.Html;
            return context.Response.WriteAsync($"<!doctype html><html lang=\"en\"><title>Probe</title><body data-arrived=\"{string.Join(' ', Arrived(context, run))}\"></body></html>");
        })).ShortCircuit().WithMetadata(ContentPolicy.FramedByOwnPages);
    }

    private static IEnumerable<string> Arrived(HttpContext context, string run) =>
        ProbeCookie.All(Deployment(context).Origin).Where(c => context.Request.Cookies[c.Name] == run).Select(c => c.Id);

    private static Task WriteAsync(HttpContext context, Func<ProbeCookie, string, string> line)
    {
        HttpRequest request = context.Request;
        // The same question that every other unsafe request is asked. There is nothing here that a token would have to prove.
        Reason? foreign = Deployment(context).CrossOrigin.Refuse(
            CrossOriginCheck.Single(request.Headers["Sec-Fetch-Site"]), CrossOriginCheck.Single(request.Headers.Origin), cookieAuthenticates: false, () => TokenCheck.Missing);
        return foreign is not null ? Refusal.Because(foreign).WriteProblemAsync(context) : AnswerAsync(context, run =>
        {
            context.Response.Headers.SetCookie = ProbeCookie.All(Deployment(context).Origin).Select(cookie => line(cookie, run)).ToArray();
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        });
    }

    private static Task AnswerAsync(HttpContext context, Func<string, Task> answer)
    {
        Identity.MarkDependent(context.Response.Headers);
        return context.Request.Query["run"] is [{ } run] && Run().IsMatch(run)
            ? answer(run) : Refusal.Because(Reason.InvalidRequest, "The parameter run is 16 hexadecimal digits.").WriteProblemAsync(context);
    }

    private static Deployment Deployment(HttpContext context) => context.RequestServices.GetRequiredService<Deployment>();

    [GeneratedRegex("^[0-9a-f]{16}$", RegexOptions.None, 1000)]
    private static partial Regex Run();
}
