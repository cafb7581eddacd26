namespace Cloakroom.FaultTests.Histories;

/// <summary>What came back.</summary>
/// <param name="Status">The HTTP status; 0 where no answer came: the client gave up, or the connection broke.</param>
internal sealed record Answer(int Status)
{
    /// <summary>No answer; the node may have done everything, nothing, or still be at it.</summary>
    public static Answer None { get; } = new(0);

    /// <summary>Whom the node takes the client for.</summary>
    public string? User { get; init; }

    /// <summary>Number of the session that wrote the data in the answer.</summary>
    public int? Owner { get; init; }

    /// <summary>The stable code of a refusal.</summary>
    public string? Code { get; init; }

    /// <summary>Whether a session cookie is set.</summary>
    public bool SetsCookie { get; init; }

    /// <summary>Whether the session cookie is deleted.</summary>
    public bool DeletesCookie { get; init; }

    public bool HasRetryAfter { get; init; }

    public bool IsDone => Status is 200 or 204;

    public override string ToString() => Status == 0 ? "no answer"
        : string.Join(' ', new[] { $"{Status}", Code, User, Owner is { } owner ? $"data of #{owner}" : null, SetsCookie ? "sets cookie" : null, DeletesCookie ? "deletes cookie" : null }.OfType<string>());
}
