namespace Cloakroom.Tokens;

/// <summary>What a login came to. A refusal is a value: the page says it and asks again.</summary>
public sealed class LoginResult
{
    internal LoginResult()
    {
    }

    /// <summary>Whether the person is logged in now, and the tokens are kept.</summary>
    public bool IsLoggedIn => Code is null;

    /// <summary>
    /// Why not, as a stable code: <c>invalid_credentials</c>, <c>mfa_required</c>, <c>too_many_attempts</c>, <c>overloaded</c> and what else
    /// docs/errors.md has. Null when the person is logged in.
    /// </summary>
    public string? Code { get; internal init; }

    /// <summary>When to try again, where the server said so (RFC 9110 10.2.3); null otherwise.</summary>
    public TimeSpan? RetryAfter { get; internal init; }

    /// <summary>
    /// With <c>mfa_required</c>: what the second step shows beside the code that the person types, as a body for
    /// <see cref="TokenSession.LoginAsync(HttpContent, string, CancellationToken)"/>. A secret.
    /// </summary>
    public string? MfaToken { get; internal init; }

    /// <summary>Prints no secret.</summary>
    public override string ToString() => Code ?? "logged in";
}
