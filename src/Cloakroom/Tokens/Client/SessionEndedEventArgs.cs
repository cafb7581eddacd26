namespace Cloakroom.Tokens;

/// <summary>The server has ended the session of a client.</summary>
public sealed class SessionEndedEventArgs : EventArgs
{
    internal SessionEndedEventArgs(string code) => Code = code;

    /// <summary>Why, as a stable code such as <c>revoked</c>, <c>expired_idle</c> or <c>refresh_reused</c>; docs/errors.md has them all.</summary>
    public string Code { get; }
}
