namespace Cloakroom.Server.ForwardAuth;

/// <summary>Whether a request may go on to the application. There is no default (promise R11).</summary>
internal abstract record Verdict
{
    private Verdict()
    {
    }

    /// <summary>It may.</summary>
    /// <param name="Session">Whose it is; null for nobody.</param>
    /// <param name="Stale">How long ago the store was last heard of, while it is away.</param>
    public sealed record Allowed(Session? Session, TimeSpan Stale) : Verdict;

    /// <summary>It may not.</summary>
    public sealed record Refused(Reason Reason) : Verdict;
}
