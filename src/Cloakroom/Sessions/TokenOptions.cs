namespace Cloakroom;

/// <summary>Lifetimes and audience of tokens. They concern sessions of the carriers <c>token</c> and <c>jwt-cookie</c> only.</summary>
public sealed class TokenOptions
{
    /// <summary>The longest life of an access token. 1 hour.</summary>
    internal static readonly TimeSpan LongestAccess = TimeSpan.FromHours(1);

    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1), LongestRefresh = TimeSpan.FromDays(400);
    private static readonly TimeSpan LongestGrace = TimeSpan.FromMinutes(1);

    /// <summary>Life of an access token, less up to 5 % so that not all end at once. Default 5 minutes; 1 second to 1 hour.</summary>
    public TimeSpan Access { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Longest time without a refresh before the session ends. Default 7 days; whole seconds, not above <see cref="RefreshAbsolute"/>.</summary>
    public TimeSpan RefreshIdle { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Longest life of the session whatever the use. Default 30 days; whole seconds up to 400 days.</summary>
    public TimeSpan RefreshAbsolute { get; set; } = TimeSpan.FromDays(30);

    /// <summary>
    /// How long after a refresh the same refresh token still gets the same successor, for requests that raced and answers that were lost.
    /// Default 10 seconds; 0 to 1 minute.
    /// </summary>
    public TimeSpan RefreshGrace { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Who the tokens are for (<c>aud</c>, RFC 9068 3). Default null: the public origin.</summary>
    public string? Audience { get; set; }

    /// <summary>One sentence per mistake; empty when all is well.</summary>
    public IEnumerable<string> Validate()
    {
        if (Access < Shortest || Access > LongestAccess)
        {
            yield return $"Token:Access is {Access}; set 00:00:01 to 01:00:00: whoever cannot be told of a logout believes a token for that long.";
        }

        if (RefreshAbsolute < Shortest || RefreshAbsolute > LongestRefresh || !IsWhole(RefreshAbsolute))
        {
            yield return $"Token:RefreshAbsolute is {RefreshAbsolute}; set whole seconds up to 400 days.";
        }

        if (RefreshIdle < Access || RefreshIdle > RefreshAbsolute || !IsWhole(RefreshIdle))
        {
            yield return $"Token:RefreshIdle is {RefreshIdle}; set whole seconds, at least Token:Access ({Access}) and not above Token:RefreshAbsolute ({RefreshAbsolute}).";
        }

        if (RefreshGrace < TimeSpan.Zero || RefreshGrace > LongestGrace)
        {
            yield return $"Token:RefreshGrace is {RefreshGrace}; set 0 to 00:01:00: so long a stolen token that was used already is good for another.";
        }

        if (Audience is { Length: 0 })
        {
            yield return "Token:Audience is empty; leave it out for the public address, or name the service.";
        }
    }

    private static bool IsWhole(TimeSpan time) => time.Ticks % TimeSpan.TicksPerSecond == 0;
}
