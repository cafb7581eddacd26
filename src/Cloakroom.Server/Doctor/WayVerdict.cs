using Cloakroom.Cookies;

namespace Cloakroom.Server.Doctor;

/// <summary>What becomes of one cookie on one way.</summary>
/// <param name="Way">The way.</param>
/// <param name="Kept">Whether a browser keeps the line when it comes with the answer on this way.</param>
/// <param name="Sent">Whether a cookie that it has goes with the request.</param>
/// <param name="Readable">Whether the page's script may read the answer; null where no script asks.</param>
/// <param name="Rule">What decided; empty where all is well.</param>
/// <param name="Explanation">The same in words.</param>
/// <param name="Change">What changes it; empty where nothing is to be done.</param>
internal sealed record WayVerdict(string Way, bool Kept, bool Sent, bool? Readable, string Rule, string Explanation, string Change)
{
    public static WayVerdict Of(Way way, CookieLine line, Uri setBy, Evidence evidence, Finding? cors, TimeProvider clock)
    {
        Uri page = evidence.App.Reached, api = evidence.Api.Reached;
        bool isCrossOrigin = WebAddress.Origin(page) != WebAddress.Origin(api);
        if (isCrossOrigin && MixedContent.Judge(page, api) is { } mixed && way.IsBlockedAsMixedContent)
        {
            return new(way.Name, Kept: false, Sent: false, Readable: IsFetch(way) ? false : null, mixed.Code, mixed.Sentence, mixed.Fix);
        }

        if (way == Doctor.Way.PlainFetch && isCrossOrigin)
        {
            Finding credentials = Credentials.Advice(api);
            return new(way.Name, Kept: false, Sent: false, Readable: cors is null, credentials.Code, credentials.Sentence, credentials.Fix);
        }

        var question = new CookieQuestion(line, setBy, api) { Initiator = page, Kind = way.Kind, Method = way.Method };
        var judgement = CookieJudgement.Of(question, clock);
        bool? readable = !IsFetch(way) ? null : !isCrossOrigin || cors is null;
        if (judgement.Obstacle is { } obstacle)
        {
            var remedy = Remedy.Find(question, q => CookieJudgement.Of(q, clock).Works);
            return new(way.Name, judgement.IsKeptByAnswer(clock), Sent: false, readable, obstacle.Code, obstacle.Explanation, Text(remedy) ?? obstacle.Fix ?? "");
        }

        return readable == false && cors is not null
            ? new(way.Name, judgement.IsKeptByAnswer(clock), Sent: true, readable, cors.Code, cors.Sentence, cors.Fix)
            : new(way.Name, judgement.IsKeptByAnswer(clock), Sent: true, readable, "", "", "");
    }

    /// <summary>A remedy in words; null without one.</summary>
    public static string? Text(Remedy? remedy) => remedy is null ? null : $"{string.Join(" ", remedy.Steps)} Set-Cookie: {remedy.After.Line.Shown}";

    private static bool IsFetch(Way way) => way == Doctor.Way.Fetch || way == Doctor.Way.PlainFetch;
}
