using Cloakroom.Cookies;

namespace Cloakroom.Server.Doctor;

/// <summary>What a browser does with a line: the jar's two decisions, and the parts of the line in words.</summary>
/// <param name="Question">What was asked.</param>
/// <param name="Received">Whether it is stored.</param>
/// <param name="Sent">Whether it goes with the request; null where the line could not even be read.</param>
internal sealed record CookieJudgement(CookieQuestion Question, CookieDecision Received, CookieDecision? Sent)
{
    // A cookie of some age, so that the two minutes of grace that Chromium gives to a line without SameSite are over.
    private static readonly CookieJarOptions Browser = CookieJarOptions.Chromium with { LaxAllowingUnsafe = TimeSpan.Zero };

    public IReadOnlyList<CookiePart> Parts => CookiePart.Explain(Question.Line);

    public bool IsStored => Received.Outcome is CookieOutcome.Stored or CookieOutcome.Replaced;

    /// <summary>Whether the request has it.</summary>
    public bool Works => IsStored && Sent?.Outcome == CookieOutcome.Sent;

    /// <summary>The rule that keeps it from arriving; null when it arrives.</summary>
    public CookieDecision? Obstacle => !IsStored ? Received : Works ? null : Sent;

    /// <summary>Whether the line is kept as well when it comes with the answer to the request itself, for example of a login by fetch.</summary>
    public bool IsKeptByAnswer(TimeProvider clock) =>
        new CookieJar(Browser, clock).Receive(Question.Line.ToString(), Question.Sending with { Url = Question.From }).Outcome == CookieOutcome.Stored;

    public static CookieJudgement Of(CookieQuestion question, TimeProvider clock)
    {
        var jar = new CookieJar(Browser, clock);
        CookieDecision received = jar.Receive(question.Line.ToString(), question.Setting);
        return new(question, received, received.Cookie is { } cookie ? jar.Explain(cookie, question.Sending) : null);
    }
}
