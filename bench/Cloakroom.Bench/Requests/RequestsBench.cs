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
    private const int Connections = 32;
    private const int Rounds = 9;
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(2);

    public static async Task RunAsync()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("cloakroom-bench-");
        await using WebApplication app = await StartAsync(Path.Combine(folder.FullName, "bench.db"));
        Uri address = new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.Single() ?? "");
        string cookie = await LoginAsync(address);

        Console.WriteLine($"{Environment.ProcessorCount} cores, {Connections} connections, {Rounds} rounds of {Round.TotalSeconds} s each way, alternating; requests a second as median (min to max)");
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
        // Once for the compiler, which makes its fast code only while the program runs.
        await anonymous.RunAsync(Connections, Round);
        await session.RunAsync(Connections, Round);
        double[] without = new double[Rounds], with = new double[Rounds];
        for (int round = 0; round < Rounds; round++)
        {
            without[round] = await anonymous.RunAsync(Connections, Round);
            with[round] = await session.RunAsync(Connections, Round);
        }

        double ratio = Median([.. with.Zip(without, (a, b) => a / b)]);
        Console.WriteLine($"| `{path}` | {depth} | {Rate(without)} | {Rate(with)} | {ratio:F2} |");
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

    private static string Rate(double[] rates) => $"{Median(rates):N0} ({rates.Min():N0} to {rates.Max():N0})";

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);
}
