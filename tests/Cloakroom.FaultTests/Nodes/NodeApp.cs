using System.Globalization;
using Cloakroom.Sqlite;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cloakroom.FaultTests.Nodes;

/// <summary>The program that runs on every node: what an application makes of the library, and a login without a password.</summary>
internal static class NodeApp
{
    public static WebApplication Build(NodeSettings settings, LastLines log)
    {
        // Nobody changes a setting meanwhile; to watch the files for it costs a thread for each node.
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false"]);
        builder.Logging.ClearProviders().AddProvider(log).SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<TimeProvider>(new ShiftedTime(settings.ClockOffset));
        AddStore(builder.Services.AddCloakroom(o => Set(o, settings)), settings.Store);
        WebApplication app = builder.Build();
        app.UseCloakroom();
        app.MapPost("/login/{user}", LogInAsync);
        app.MapGet("/public", () => Results.Text("Welcome."));
        // What is in use once everything that is not has been collected, in bytes.
        app.MapGet("/heap", () => Results.Text(GC.GetTotalMemory(forceFullCollection: true).ToString(CultureInfo.InvariantCulture)));
        app.MapCloakroom();
        return app;
    }

    private static void Set(CloakroomOptions options, NodeSettings settings)
    {
        // Far from every end that a wrong clock could bring about.
        options.Session.Idle = TimeSpan.FromHours(12);
        options.Session.MaxPerUser = 10_000;
        options.Session.FailStatic = settings.FailStatic;
        options.Journal = Path.Combine(settings.Folder, "journal");
    }

    private static void AddStore(CloakroomBuilder cloakroom, string store)
    {
        const string Sqlite = "sqlite:";
        if (store.StartsWith(Sqlite, StringComparison.Ordinal))
        {
            cloakroom.AddSqlite(store[Sqlite.Length..]);
        }
        else if (store.StartsWith("redis", StringComparison.Ordinal))
        {
            cloakroom.AddRedis(store);
        }
        else if (store.StartsWith("postgres", StringComparison.Ordinal))
        {
            cloakroom.AddPostgreSql(store);
        }
        else
        {
            throw new ArgumentException($"There is no store {store}.", nameof(store));
        }
    }

    // The person proved who they are some time ago, as where a password was checked meanwhile.
    private static async Task<IResult> LogInAsync(ISessions sessions, string user, long? at) => await sessions.SignInAsync(
        new SignIn(new SessionUser(user)) { AuthenticatedAt = at is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null });
}
