using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Cloakroom.Bench.Reports;
using Cloakroom.Sqlite;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Bench;

/// <summary>
/// How soon a service that verifies offline refuses a token after the logout was answered: asked over HTTP again and again until it does.
/// Store: SQLite. First one logout at a time, then many at once.
/// </summary>
internal static class FeedBench
{
    /// <param name="arguments">How many logouts one at a time (1,000), and how many in a burst (2,000).</param>
    public static async Task<PartReport> RunAsync(string[] arguments)
    {
        int singly = arguments is [var one, ..] ? int.Parse(one, CultureInfo.InvariantCulture) : 1000;
        int atOnce = arguments is [_, var burst, ..] ? int.Parse(burst, CultureInfo.InvariantCulture) : 2000;
        DirectoryInfo folder = Directory.CreateTempSubdirectory("cloakroom-bench-");
        await using WebApplication issuer = await StartIssuerAsync(Path.Combine(folder.FullName, "bench.db"));
        await using WebApplication other = await StartServiceAsync(issuer.Urls.First());
        using var here = new HttpClient { BaseAddress = new(issuer.Urls.First()) };
        using var there = new HttpClient { BaseAddress = new(other.Urls.First()) };
        AuthenticationHeaderValue first = await LogInAsync(here);
        while (await AskAsync(there, HttpMethod.Get, "/orders", first) != HttpStatusCode.OK)
        {
            // It has not heard of the issuer yet.
        }

        var report = new PartReport(
            "feed", "Logouts told to other services",
            "How soon a service that verifies [offline](offline.md) refuses a token, from the answer of the logout to the first refusal over HTTP. Store: SQLite.");
        ResultTable table = report.Table("Milliseconds.", "logouts", "median", "99 %", "99.9 %", "longest");
        var times = new List<double>();
        for (int i = 0; i < singly; i++)
        {
            times.Add(await MeasureAsync(here, there, await LogInAsync(here)));
        }

        Report(table, $"{singly:N0}, one at a time", times);
        AuthenticationHeaderValue[] all = await Task.WhenAll(Enumerable.Range(0, atOnce).Select(_ => LogInAsync(here)));
        Report(table, $"{atOnce:N0}, 32 at a time", await BurstAsync(here, there, all));
        await other.StopAsync();
        await issuer.StopAsync();
        folder.Delete(recursive: true);
        return report;
    }

    private static async Task<List<double>> BurstAsync(HttpClient here, HttpClient there, AuthenticationHeaderValue[] all)
    {
        var times = new List<double>();
        await Parallel.ForEachAsync(all, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (token, _) =>
        {
            double time = await MeasureAsync(here, there, token);
            lock (times)
            {
                times.Add(time);
            }
        });
        return times;
    }

    private static async Task<double> MeasureAsync(HttpClient here, HttpClient there, AuthenticationHeaderValue token)
    {
        if (await AskAsync(there, HttpMethod.Get, "/orders", token) != HttpStatusCode.OK || await AskAsync(here, HttpMethod.Post, "/auth/logout", token) != HttpStatusCode.NoContent)
        {
            throw new InvalidOperationException("Refused before the logout.");
        }

        long start = Stopwatch.GetTimestamp();
        while (await AskAsync(there, HttpMethod.Get, "/orders", token) == HttpStatusCode.OK)
        {
            // Still let in.
        }

        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static void Report(ResultTable table, string what, List<double> times)
    {
        double[] sorted = [.. times.Order()];
        table.Row(what, $"{At(0.5):F0}", $"{At(0.99):F0}", $"{At(0.999):F0}", $"{sorted[^1]:F0}");

        double At(double part) => sorted[(int)(part * (sorted.Length - 1))];
    }

    private static async Task<WebApplication> StartIssuerAsync(string file)
    {
        WebApplicationBuilder builder = Builder();
        builder.Services.AddCloakroom().AddSqlite(file);
        WebApplication app = builder.Build();
        app.UseCloakroom();
        app.MapPost("/login", (ISessions sessions) => sessions.SignInAsync(new SignIn(new SessionUser(SessionHandle.Create().ToString())) { Carrier = Carrier.Token }));
        app.MapCloakroom();
        await app.StartAsync();
        return app;
    }

    private static async Task<WebApplication> StartServiceAsync(string authority)
    {
        WebApplicationBuilder builder = Builder();
        builder.Services.AddCloakroomTokens(authority);
        WebApplication app = builder.Build();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapGet("/orders", () => "hello").RequireAuthorization();
        await app.StartAsync();
        return app;
    }

    private static WebApplicationBuilder Builder()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        return builder;
    }

    private static async Task<AuthenticationHeaderValue> LogInAsync(HttpClient here)
    {
        using HttpResponseMessage answer = await here.PostAsync("/login", null);
        using JsonDocument json = JsonDocument.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync());
        return new("Bearer", json.RootElement.GetProperty("access_token").GetString());
    }

    private static async Task<HttpStatusCode> AskAsync(HttpClient client, HttpMethod method, string path, AuthenticationHeaderValue token)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = token;
        using HttpResponseMessage answer = await client.SendAsync(request);
        return answer.StatusCode;
    }
}
