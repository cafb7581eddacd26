namespace Cloakroom.Cookies;

/// <summary>
/// The session cookie of a deployment. Its name and attributes follow from the public address alone, never from a request: a proxy or an
/// attacker who forges a header cannot weaken it.
/// </summary>
public sealed class SessionCookie
{
    private readonly SetCookie _template;

    private SessionCookie(SetCookie template) => _template = template;

    /// <summary>The exact name: <c>__Host-session_id</c> over https, <c>session_id</c> on http loopback.</summary>
    public string Name => _template.Name;

    /// <summary>
    /// The cookie for a public address: <c>https</c> gets the <c>__Host-</c> prefix and Secure; <c>http</c> on a loopback host cannot have
    /// either, since browsers accept <c>__Host-</c> over a secure connection only.
    /// </summary>
    /// <param name="origin">The public address.</param>
    /// <param name="lifetime">Max-Age: the absolute lifetime of a session. More than zero; browsers keep at most 400 days.</param>
    /// <param name="sameSite">Default <see cref="SameSite.Strict"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The lifetime is not above zero: every login would delete its own cookie.</exception>
    /// <exception cref="InvalidOperationException">No browser would store the cookie: <see cref="SameSite.None"/> without https.</exception>
    public static SessionCookie For(PublicOrigin origin, TimeSpan lifetime, SameSite sameSite = SameSite.Strict)
    {
        ArgumentNullException.ThrowIfNull(origin);
        return Named("session_id", origin, lifetime, sameSite);
    }

    /// <summary>The same for what else a deployment hands to browsers.</summary>
    internal static SessionCookie Named(string name, PublicOrigin origin, TimeSpan lifetime, SameSite sameSite)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lifetime, TimeSpan.Zero);
        var template = new SetCookie(origin.IsHttps ? $"__Host-{name}" : name, "")
        {
            Secure = origin.IsHttps,
            SameSite = sameSite,
            MaxAge = lifetime,
        };
        // Written once here, so that a contradiction stops the start and not the first login.
        _ = template.ToHeader();
        return new(template);
    }

    /// <summary>The Set-Cookie field value that hands the session to the client.</summary>
    public string Issue(SessionId id) => Issue(id.Reveal());

    internal string Issue(string value) => _template.WithValue(value).ToHeader();

    /// <summary>The same line for display, with a placeholder instead of the secret.</summary>
    public string Describe(string placeholder) => _template.ToHeader().Replace("=;", $"={placeholder};", StringComparison.Ordinal);

    /// <summary>The Set-Cookie field value that deletes it, with the attributes it was set with.</summary>
    public string Delete() => _template.AsDeletion().ToHeader();
}
