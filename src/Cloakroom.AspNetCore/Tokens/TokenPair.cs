namespace Cloakroom;

/// <summary>What the client of a session with tokens is given (RFC 6749 5.1). Both are secrets; <see cref="ToString"/> prints none.</summary>
/// <param name="AccessToken">Shown with every request, as <c>Authorization: Bearer</c> (RFC 6750 2.1).</param>
/// <param name="ExpiresIn">How long it is good from now on.</param>
/// <param name="RefreshToken">Shown once to <c>POST /auth/refresh</c>, for the next pair.</param>
public sealed record TokenPair(string AccessToken, TimeSpan ExpiresIn, string RefreshToken)
{
    /// <summary>Prints no secret.</summary>
    public override string ToString() => $"TokenPair(expires in {ExpiresIn})";
}
