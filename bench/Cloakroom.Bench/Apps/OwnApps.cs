using Cloakroom.Server;
using Cloakroom.Server.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Bench.Apps;

/// <summary>Cloakroom, in each of its shapes.</summary>
internal static class OwnApps
{
    /// <summary>The library. Besides the usual endpoints <c>/session</c>, which has a parameter of type <see cref="Session"/>.</summary>
    /// <param name="store">A file of SQLite, or an address of Redis.</param>
    /// <param name="isNear">Whether the near cache is on, as it is by default.</param>
    public static WebApplication Sessions(string store, bool isNear) => BenchApp.Build(
        services =>
        {
            CloakroomBuilder cloakroom = services.AddCloakroom(options =>
            {
                // Longer than the run: nobody refreshes here.
                options.Token.Access = TimeSpan.FromHours(1);
                options.Session.NearCacheBytes = isNear ? options.Session.NearCacheBytes : 0;
            });
            _ = store.StartsWith("redis:", StringComparison.Ordinal) ? cloakroom.AddRedis(store) : cloakroom.AddSqlite(store);
        },
        app =>
        {
            app.UseCloakroom();
            app.MapCloakroom();
            app.MapGuarded();
            app.MapGet("/session", (Session session, HttpContext context) => BenchApp.AnswerAsync(context, session.UserId));
            app.MapPost("/login", async (ISessions sessions, string carrier = "cookie", string user = BenchApp.UserId) =>
                (await sessions.SignInAsync(new SignIn(new SessionUser(user) { Roles = ["user"] }) { Carrier = Enum.Parse<Carrier>(carrier, ignoreCase: true) })).Tokens?.AccessToken ?? "");
        });

    /// <summary>An application that verifies the tokens of a Cloakroom elsewhere.</summary>
    public static WebApplication Tokens(string authority) => BenchApp.Build(
        services =>
        {
            services.AddCloakroomTokens(authority);
            services.AddAuthorization();
        },
        app =>
        {
            app.UseAuthentication();
            app.UseAuthorization();
            app.MapGuarded();
        });

    /// <summary>The server, as it is deployed.</summary>
    /// <param name="flags">Its settings.</param>
    public static WebApplication Server(string[] flags) =>
        CloakroomServer.Build(Arguments.Parse(flags), services => services.AddLogging(l => l.ClearProviders()));
}
