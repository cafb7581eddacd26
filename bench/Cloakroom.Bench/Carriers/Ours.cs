using Cloakroom.Sqlite;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Bench.Carriers;

/// <summary>The three carriers, all of one application.</summary>
internal sealed class Ours(WebApplication app, string token) : IAsyncDisposable
{
    public Uri Address { get; } = BenchApp.AddressOf(app);

    public IServiceProvider Services => app.Services;

    /// <summary>An access token, for the others that verify it.</summary>
    public string Token => token;

    public static async Task<Ours> StartAsync(string file)
    {
        WebApplication app = await BenchApp.StartAsync(
            // Longer than the run: nobody refreshes here.
            services => services.AddCloakroom(o => o.Token.Access = TimeSpan.FromHours(1)).AddSqlite(file),
            app =>
            {
                app.UseCloakroom();
                app.MapCloakroom();
                foreach (Carrier carrier in Enum.GetValues<Carrier>())
                {
                    app.MapPost($"/login/{carrier}", async (ISessions sessions) =>
                        (await sessions.SignInAsync(new SignIn(new SessionUser(Contender.UserId) { Roles = ["user"] }) { Carrier = carrier })).Tokens?.AccessToken ?? "");
                }
            });
        using HttpResponseMessage answer = await BenchApp.LoginAsync(app, $"/login/{Carrier.Token}");
        return new(app, await answer.Content.ReadAsStringAsync());
    }

    public async Task<Contender[]> EnterAsync()
    {
        using HttpResponseMessage cookie = await BenchApp.LoginAsync(app, $"/login/{Carrier.Cookie}"), both = await BenchApp.LoginAsync(app, $"/login/{Carrier.JwtCookie}");
        string id = BenchApp.CookiesOf(cookie).Single();
        string[] tokens = BenchApp.CookiesOf(both);
        return
        [
            new("nobody, `UseCloakroom`", Address),
            new("`cookie`", Address, $"Cookie: {id}", id),
            new("`token`", Address, $"Authorization: Bearer {token}", token),
            // The browser sends the refresh token with it.
            new("`jwt-cookie`", Address, $"Cookie: {string.Join("; ", tokens)}", tokens.Single(t => t.StartsWith("access_token=", StringComparison.Ordinal))),
        ];
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
