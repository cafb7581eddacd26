using Cloakroom.Sqlite;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Bench;

/// <summary>
/// What recognising the sender costs: the same endpoint of one process asked with a session cookie and without, over real connections, in
/// rounds that alternate. Store: SQLite, near cache on. The load is made in the same process, so that the difference is understated by no
/// more than what the load itself costs; with pipelining that is little.
/// </summary>
internal static class RequestsBench
{
    public static async Task RunAsync()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("cloakroom-bench-");
        await using WebApplication app = await StartAsync(Path.Combine(folder.FullName, "bench.db"));
        Uri address = new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.Single() ?? "");
        string cookie = "Cookie: " + await LoginAsync(address);

        Console.WriteLine($"{Environment.ProcessorCount} cores, {Rounds.Usual.Method}");
        Console.WriteLine("| endpoint | in flight on a connection | anonymous | with a session | ratio, median of the rounds |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach ((string path, string? otherwise) in ((string, string?)[])[("/hello", null), ("/private", "/hello")])
        {
            foreach (int depth in (int[])[1, 16])
            {
                await CompareAsync(new(address, otherwise ?? path, null, depth), new(address, path, cookie, depth), path, depth);
            }
        }

        await app.StopAsync();
        folder.Delete(recursive: true);
    }

    private static async Task CompareAsync(Load anonymous, Load session, string path, int depth)
    {
        Measured[] measured = await Rounds.Usual.RunAsync(anonymous, session);
        Console.WriteLine($"| `{path}` | {depth} | {measured[0].Rate} | {measured[1].Rate} | {measured[1].RatioTo(measured[0]):F2} |");
    }

    private static async Task<WebApplication> StartAsync(string file)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddCloakroom().AddSqlite(file);
        WebApplication app = builder.Build();
        app.UseCloakroom();
        app.MapPost("/login", (ISessions sessions) => sessions.SignInAsync(new SessionUser("42") { Roles = ["user"] }));
        app.MapGet("/hello", () => "hello");
        app.MapGet("/private", () => "hello").RequireAuthorization();
        await app.StartAsync();
        return app;
    }

    private static async Task<string> LoginAsync(Uri address)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = address };
        using HttpResponseMessage answer = await client.PostAsync("/login", null);
        return answer.EnsureSuccessStatusCode().Headers.GetValues("Set-Cookie").Single().Split(';')[0];
    }
}
