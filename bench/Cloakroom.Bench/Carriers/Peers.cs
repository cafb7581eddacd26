using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Bench.Carriers;

/// <summary>What else an application could use, each as its documentation says.</summary>
internal sealed class Peers(Ours ours, DirectoryInfo keys) : IAsyncDisposable
{
    private readonly List<WebApplication> _apps = [];

    public async Task<Contender[]> StartAsync() => [await OfflineAsync(), await CookieAsync(), await JwtAsync(), await TicketAsync()];

    public async ValueTask DisposeAsync()
    {
        foreach (WebApplication app in _apps)
        {
            await app.DisposeAsync();
        }
    }

    private async Task<Contender> OfflineAsync() =>
        OfToken("`AddCloakroomTokens`", await AddAsync(services => services.AddCloakroomTokens(ours.Address.GetLeftPart(UriPartial.Authority))), ours.Token);

    private async Task<Contender> CookieAsync()
    {
        WebApplication app = await AddAsync(services =>
        {
            Protect(services);
            services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie();
        });
        using HttpResponseMessage answer = await BenchApp.LoginAsync(app, "/login");
        string ticket = BenchApp.CookiesOf(answer).Single();
        return new("`AddCookie`", BenchApp.AddressOf(app), $"Cookie: {ticket}", ticket);
    }

    private async Task<Contender> JwtAsync() => OfToken(
        "`AddJwtBearer`",
        await AddAsync(services => services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(o =>
        {
            o.Authority = o.Audience = ours.Address.GetLeftPart(UriPartial.Authority);
            o.TokenValidationParameters.ValidTypes = ["at+jwt"];
            o.RequireHttpsMetadata = false;
        })),
        ours.Token);

    private async Task<Contender> TicketAsync()
    {
        WebApplication app = await AddAsync(services =>
        {
            Protect(services);
            services.AddAuthentication(BearerTokenDefaults.AuthenticationScheme).AddBearerToken();
        });
        using HttpResponseMessage answer = await BenchApp.LoginAsync(app, "/login");
        using JsonDocument tokens = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return OfToken("`AddBearerToken`", app, tokens.RootElement.GetProperty("accessToken").GetString() ?? "");
    }

    private async Task<WebApplication> AddAsync(Action<IServiceCollection> authentication)
    {
        WebApplication app = await BenchApp.StartAsync(
            services =>
            {
                authentication(services);
                services.AddAuthorization();
            },
            app =>
            {
                app.UseAuthentication();
                app.UseAuthorization();
                app.MapPost("/login", (HttpContext context) => context.SignInAsync(Person(context.RequestServices)));
            });
        _apps.Add(app);
        return app;
    }

    // The claims that a session of ours has.
    private static ClaimsPrincipal Person(IServiceProvider services) => new(new ClaimsIdentity(
        [
            new(ClaimTypes.NameIdentifier, Contender.UserId), new(ClaimTypes.Role, "user"), new("sid", SessionHandle.Create().ToString()),
            new("auth_time", services.GetRequiredService<TimeProvider>().GetUtcNow().ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture)),
        ],
        "password"));

    // Otherwise the keys would be written to the home directory.
    private void Protect(IServiceCollection services) => services.AddDataProtection().PersistKeysToFileSystem(keys);

    private static Contender OfToken(string name, WebApplication app, string token) =>
        new(name, BenchApp.AddressOf(app), $"Authorization: Bearer {token}", token);
}
