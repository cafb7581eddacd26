using System.Globalization;
using System.Text.Json;
using Cloakroom.Server.Accounts;
using Cloakroom.Testing;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Server.Attacks.Judgements;

/// <summary>Guessing passwords, many at once or from many addresses, and making the server hash until it does nothing else.</summary>
internal static class Guesses
{
    /// <summary>Of two hundred at once at two nodes five are looked at, and the right one at the end is not.</summary>
    public static async Task A086Async(Scene scene)
    {
        // The clock stands still: no delay is over before the last answer, however busy the machine.
        await using Ground ground = await scene.NewGroundAsync(services => services.AddSingleton<TimeProvider>(new FakeClock()));
        Scene there = scene.On(ground);
        AttackRequest burst = scene.Attack.Requests[0];
        await there.Ada;
        Played[] played = await Task.WhenAll(ground.Nodes.Select(node => there.PlayAsync(burst with { Parallel = burst.Parallel / ground.Nodes.Count }, node)));
        int[] statuses = [.. played.SelectMany(p => p.Answers).Select(a => a.Status)];
        Assert.Equal(burst.Parallel, statuses.Length);
        Assert.All(statuses, s => Assert.Contains(s, new[] { 401, 429, 503 }));
        Assert.InRange(statuses.Count(s => s == 401), 1, LoginThrottle.FreeFailures);
        // Where the database was too busy for the burst the rest of the tries is used up one by one.
        await NodeCalls.BecomesAsync(429, async () => (await there.PlayAsync(burst with { Parallel = 1 })).Answer.Status);
        Assert.Equal(429, (await ground.Here.JsonAsync("/auth/login", (await there.Ada).Credentials())).Status);
    }

    /// <summary>Each failure after the wait makes the next wait longer, and none of it concerns the owner at a browser that is known.</summary>
    public static async Task A088Async(Scene scene)
    {
        await using Ground ground = await scene.NewGroundAsync(nodes: 1);
        Scene there = scene.On(ground);
        Person ada = await there.Ada;
        string device = (await ada.LoginAsync()).SetCookie("__Host-device") ?? "";
        AttackRequest wrong = scene.Attack.Requests[0];
        for (int i = 0; i < LoginThrottle.FreeFailures - 1; i++)
        {
            (await there.PlayAsync(wrong)).Is(401);
        }

        for (int wait = 1; wait < 1000; wait *= 2)
        {
            ground.Clock.Advance(TimeSpan.FromSeconds(wait));
            (await there.PlayAsync(wrong)).Is(401);
            WireAnswer refused = (await there.PlayAsync(wrong)).Answer;
            Assert.Equal(429, refused.Status);
            Assert.InRange(int.Parse(refused.Header("Retry-After"), CultureInfo.InvariantCulture), 1, Math.Min(wait, 900));
        }

        WireAnswer stranger = await ground.Here.JsonAsync("/auth/login", ada.Credentials()), own = await ground.Here.JsonAsync("/auth/login", ada.Credentials(), $"__Host-device={device}");
        Assert.Equal((429, 200), (stranger.Status, own.Status));
    }

    /// <summary>Twenty may fail, whatever address the headers name and whatever account is tried.</summary>
    public static async Task A089Async(Scene scene)
    {
        await using Ground ground = await scene.NewGroundAsync(services => services.AddSingleton<TimeProvider>(new FakeClock()), nodes: 1, "--Accounts:TriesPerAddress", "20");
        int[] statuses = new int[40];
        for (int i = 0; i < statuses.Length; i++)
        {
            string address = $"198.51.100.{i}";
            statuses[i] = (await ground.Here.SendAsync(
                "POST", "/auth/login", Wrong($"nobody{i}@example.org"), ("Content-Type", "application/json"), ("X-Forwarded-For", address), ("X-Real-IP", address),
                ("Forwarded", $"for={address}"), ("Origin", Ground.Origin))).Status;
        }

        Assert.Equal([.. Enumerable.Repeat(401, 20), .. Enumerable.Repeat(429, 20)], statuses);
        scene.Transcript.Say("20 times 401 and then 429");
    }

    /// <summary>Whichever way the address of the login is written, it is another one or the tries are counted together.</summary>
    public static async Task A090Async(Scene scene)
    {
        await using Ground ground = await scene.NewGroundAsync(services => services.AddSingleton<TimeProvider>(new FakeClock()), nodes: 1, "--Accounts:TriesPerAddress", "20");
        var statuses = new List<int>();
        for (int i = 0; i < 10; i++)
        {
            foreach (AttackRequest variant in scene.Attack.Requests)
            {
                statuses.Add((await ground.Here.SendAsync(
                    "POST", variant.Path, Wrong($"nobody{statuses.Count}@example.org"), ("Content-Type", "application/json"), ("Origin", Ground.Origin))).Status);
            }
        }

        Assert.All(statuses, s => Assert.Contains(s, new[] { 400, 401, 404, 429 }));
        Assert.Equal(20, statuses.Count(s => s == 401));
        Assert.Contains(429, statuses);
        scene.Transcript.Say("404, or 401 for 20 in all and then 429");
    }

    /// <summary>Every character of a password counts.</summary>
    public static async Task A092Async(Scene scene)
    {
        string password = string.Concat(Enumerable.Range(0, 16).Select(i => $"Wörd{i % 10}"));
        Assert.Equal(80, password.Length);
        WireAnswer? last = null;
        foreach (string right in new[] { password, password + new string('x', 48), password + "e\u0301" })
        {
            string email = $"long-{Guid.CreateVersion7():N}@example.org";
            Node here = scene.Ground.Here;
            Assert.Equal(201, (await here.JsonAsync("/auth/register", Of(email, right))).Status);
            // Cut, continued, in other case or spacing, or composed: none of them is it.
            string[] wrong = [right[..72] + "x", right + "\0x", right.ToUpperInvariant(), right + " ", right.Normalize() == right ? right[1..] : right.Normalize()];
            foreach (string other in wrong)
            {
                Assert.Equal(401, (await here.JsonAsync("/auth/login", Of(email, other))).Status);
                Assert.Equal(200, (await here.JsonAsync("/auth/login", Of(email, right))).Status);
            }

            // A proxy that is still sending when the answer comes and the connection is closed may say 502 in its place; most times it is faster.
            WireAnswer huge = await here.JsonAsync("/auth/login", Of(email, new string('x', 1024 * 1024)));
            for (int again = 0; again < 5 && huge.Status == 502 && scene.Ground.Way != Way.Direct; again++)
            {
                huge = await here.JsonAsync("/auth/login", Of(email, new string('x', 1024 * 1024)));
            }

            Assert.True(huge.Status == 413 && (huge.Code == "too_large" || huge.By is not null), huge.ToString());
            last = huge;
        }

        scene.Transcript.Say("401");
        scene.Transcript.Say(last);
    }

    /// <summary>What is more than a second of hashing is sent away with a wait, and live sessions go on.</summary>
    public static async Task A093Async(Scene scene)
    {
        const int threads = 1, crowd = 200;
        await using Ground ground = await scene.NewGroundAsync(services => services
            .AddSingleton(new HashGate(TimeProvider.System, threads)).Configure<PasswordHasherOptions>(o => o.IterationCount = 20_000));
        Scene there = scene.On(ground);
        string sid = await (await there.Ada).SidAsync();
        using var over = new CancellationTokenSource();
        Task<int>[] checks = [.. Enumerable.Range(0, 4).Select(_ => AskUntilAsync(ground.Here, sid, over.Token))];
        WireAnswer[] answers = await Task.WhenAll(Enumerable.Range(0, crowd).Select(i => ground.Here.JsonAsync("/auth/login", Wrong($"nobody{i}@example.org"))));
        await over.CancelAsync();
        Assert.All(await Task.WhenAll(checks), asked => Assert.InRange(asked, 1, int.MaxValue));
        WireAnswer[] away = [.. answers.Where(a => a.Status == 503)];
        Assert.NotEmpty(away);
        // A database that so many ask at once may be what is busy.
        Assert.All(away, a => Assert.Contains(a.Code, new[] { "overloaded", "store_unavailable" }));
        Assert.Contains(away, a => a.Code == "overloaded");
        Assert.All(away, a => Assert.InRange(int.Parse(a.Header("Retry-After"), CultureInfo.InvariantCulture), 1, 10));
        // Not all until the same moment.
        Assert.True(away.Length < 20 || away.Select(a => a.Header("Retry-After")).Distinct(StringComparer.Ordinal).Count() > 1);
        Assert.All(answers.Except(away), a => Assert.Equal(401, a.Status));
        scene.Transcript.Say("401 or 503 overloaded");
    }

    private static async Task<int> AskUntilAsync(Node node, string sid, CancellationToken over)
    {
        int asked = 0;
        do
        {
            WireAnswer answer = await node.AskAsync("/auth/session", sid);
            Assert.Equal(200, answer.Status);
            asked++;
        }
        while (!over.IsCancellationRequested);

        return asked;
    }

    private static string Wrong(string email) => Of(email, "not the password");

    private static string Of(string email, string password) => JsonSerializer.Serialize(new { email, password });
}
