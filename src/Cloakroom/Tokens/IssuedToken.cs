namespace Cloakroom.Tokens;

/// <summary>A token as it goes to the client. It prints nothing of itself.</summary>
/// <param name="Text">The token: a secret.</param>
/// <param name="Expires">Its <c>exp</c>.</param>
internal readonly record struct IssuedToken(string Text, DateTimeOffset Expires)
{
    public override string ToString() => $"IssuedToken({Expires:O})";
}
