using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Testing;

/// <summary>Ready-made sessions in an application under test, for tests of what comes after the login.</summary>
public static class AppSessions
{
    /// <summary>
    /// Puts into the application's own store the session that a login of this user would create now, and gives the header that shows it:
    /// <code>
    /// AppSession ada = await app.Services.MintSessionAsync(new SessionUser("42") { Roles = ["admin"] });
    /// client.DefaultRequestHeaders.Add("Cookie", ada.CookieHeader);
    /// </code>
    /// </summary>
    /// <param name="services">The services of the application, once it has started: the address it listens on decides the cookie.</param>
    /// <param name="user">Whose session it is.</param>
    /// <param name="cancellationToken">Ends the wait for the store.</param>
    /// <exception cref="InvalidOperationException">AddCloakroom was not called, or the store did not take the session.</exception>
    public static async Task<AppSession> MintSessionAsync(
        this IServiceProvider services, SessionUser user, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(services);
        MintedSession minted = await SessionMint.MintAsync(
            services.GetRequiredService<ISessionStore>(), user, services.GetRequiredService<CloakroomOptions>().Session,
            services.GetRequiredService<TimeProvider>(), cancellationToken);
        return new(minted.Session, $"{services.GetRequiredService<Deployment>().Cookie.Name}={minted.Id.Reveal()}");
    }
}

/// <summary>A live session of an application under test.</summary>
/// <param name="Session">The record as it was stored.</param>
/// <param name="CookieHeader">The value of the request header <c>Cookie</c> that shows it. A secret of the test's application.</param>
public sealed record AppSession(Session Session, string CookieHeader)
{
    /// <summary>Prints no secret.</summary>
    public override string ToString() => $"AppSession({Session.Handle})";
}
