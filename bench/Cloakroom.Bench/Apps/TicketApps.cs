using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Bench.Apps;

/// <summary>The framework's tickets: in the cookie, behind a cookie, or as a token.</summary>
internal static class TicketApps
{
    /// <param name="keys">A folder for the keys; otherwise they would be written to the home directory.</param>
    /// <param name="tickets">Where the tickets are kept; null for inside the cookie.</param>
    public static WebApplication Cookie(string keys, ITicketStore? tickets = null) =>
        Build(keys, services => services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(o => o.SessionStore = tickets));

    public static WebApplication Bearer(string keys) =>
        Build(keys, services => services.AddAuthentication(BearerTokenDefaults.AuthenticationScheme).AddBearerToken());

    private static WebApplication Build(string keys, Action<IServiceCollection> authentication) => BenchApp.Build(
        services =>
        {
            services.AddDataProtection().PersistKeysToFileSystem(new DirectoryInfo(keys));
            authentication(services);
            services.AddAuthorization();
        },
        app =>
        {
            app.UseAuthentication();
            app.UseAuthorization();
            app.MapGuarded();
            app.MapPost("/login", (HttpContext context, string user = BenchApp.UserId) => context.SignInAsync(Person.Of(user)));
        });
}
