using System.Text.Json;
using Cloakroom.Server.Accounts;
using Cloakroom.Testing;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Cloakroom.Tests.Server.Attacks.Judgements;

/// <summary>Whether there is an account, and what state it is in, is told by nothing.</summary>
internal static class Enumerations
{
    private const int Rounds = 2000;

    /// <summary>Each kind of account costs one check of a password, of as many rounds as a new hash has.</summary>
    public static async Task A084Async(Scene scene)
    {
        var hasher = new CountedHasher();
        await using Ground ground = await scene.NewGroundAsync(
            services => services.AddSingleton<IPasswordHasher<Account>>(hasher).Configure<PasswordHasherOptions>(o => o.IterationCount = Rounds), nodes: 1);
        foreach ((string kind, string email) in await KindsAsync(ground))
        {
            int before = hasher.Checked.Count;
            WireAnswer answer = await ground.Here.JsonAsync("/auth/login", Wrong(email));
            Assert.Equal(401, answer.Status);
            string hash = Assert.Single(hasher.Checked.Skip(before));
            int made = kind == "old hash" ? Rounds / 2 : Rounds;
            Assert.True(HashRounds.Missing(hash, Rounds) == Rounds - made, kind);
        }

        scene.Transcript.Say("401 after as many rounds of hashing");
    }

    /// <summary>The same bytes for each kind of account, wrong the first time and told to wait the sixth; headers have the same names and sizes.</summary>
    public static async Task A085Async(Scene scene)
    {
        await using Ground ground = await scene.NewGroundAsync(services => services.AddSingleton<TimeProvider>(new FakeClock()), nodes: 1);
        var shapes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string kind, string email) in await KindsAsync(ground))
        {
            var answers = new List<WireAnswer>();
            for (int i = 0; i < LoginThrottle.FreeFailures + 2; i++)
            {
                answers.Add(await ground.Here.JsonAsync("/auth/login", Wrong(email)));
            }

            Assert.Equal([401, 401, 401, 401, 401, 429, 429], answers.Select(a => a.Status));
            shapes[kind] = string.Join('\n', answers.Select(Shape));
        }

        Assert.Equal(5, shapes.Count);
        Assert.Single(shapes.Values.Distinct(StringComparer.Ordinal));
        scene.Transcript.Say("401 and then 429, alike for each");
        // Said in words in the table of differences: without mail there is no other way to tell.
        WireAnswer taken = await ground.Here.JsonAsync("/auth/register", Of("known@example.org", Person.Password));
        Assert.Equal((409, "email_taken"), (taken.Status, taken.Code));
    }

    /// <summary>One account of each kind, and one that there is not.</summary>
    private static async Task<IReadOnlyList<(string Kind, string Email)>> KindsAsync(Ground ground)
    {
        string[] there = ["known", "disabled", "external-only", "old-hash"];
        foreach (string name in there)
        {
            await ground.RegisterAsync($"{name}@example.org");
        }

        await using AsyncServiceScope scope = ground.Here.Services.CreateAsyncScope();
        DbSet<Account> accounts = scope.ServiceProvider.GetRequiredService<AccountsContext>().Users;
        string old = new PasswordHasher<Account>(Options.Create(new PasswordHasherOptions { IterationCount = Rounds / 2 })).HashPassword(new Account(), Person.Password);
        await accounts.Where(a => a.Email == "disabled@example.org").ExecuteUpdateAsync(a => a.SetProperty(u => u.DisabledAt, 1));
        await accounts.Where(a => a.Email == "external-only@example.org").ExecuteUpdateAsync(a => a.SetProperty(u => u.PasswordHash, (string?)null));
        await accounts.Where(a => a.Email == "old-hash@example.org").ExecuteUpdateAsync(a => a.SetProperty(u => u.PasswordHash, old));
        return [("unknown", "unknown@example.org"), .. there.Select(t => (t.Replace('-', ' '), $"{t}@example.org"))];
    }

    private static string Shape(WireAnswer answer)
    {
        string trace = answer.Json.GetProperty("traceId").GetString() ?? "";
        IEnumerable<string> headers = answer.Headers.Where(h => h.Name != "Date").Select(h => $"{h.Name}: {h.Value}");
        return $"{answer.Status}\n{string.Join('\n', headers)}\n{answer.Body.Replace(trace, new string('t', trace.Length), StringComparison.Ordinal)}";
    }

    private static string Wrong(string email) => Of(email, "not the password");

    private static string Of(string email, string password) => JsonSerializer.Serialize(new { email, password });

    private sealed class CountedHasher() : PasswordHasher<Account>(Options.Create(new PasswordHasherOptions { IterationCount = Rounds }))
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<string> _checked = new();

        public IReadOnlyList<string> Checked => [.. _checked];

        public override PasswordVerificationResult VerifyHashedPassword(Account user, string hashedPassword, string providedPassword)
        {
            _checked.Enqueue(hashedPassword);
            return base.VerifyHashedPassword(user, hashedPassword, providedPassword);
        }
    }
}
