using System.Net;
using System.Text.Json;
using Cloakroom.Server.Accounts;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Server;

public sealed class RegistrationTests
{
    [Fact]
    public async Task The_first_account_is_administrator_and_the_second_is_not()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using HttpResponseMessage first = await server.RegisterAsync(), second = await server.RegisterAsync("bob@example.org");
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created), (first.StatusCode, second.StatusCode));
        JsonElement user = (await first.JsonAsync()).GetProperty("user");
        Assert.Equal(RunningServer.Email, user.GetProperty("email").GetString());
        Assert.Equal(["admin"], user.Roles());
        Assert.Empty((await second.JsonAsync()).GetProperty("user").Roles());
        Assert.Equal("no-store", first.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task A_program_that_registers_gets_no_session()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using HttpResponseMessage answer = await server.RegisterAsync();
        Assert.Null(answer.Cookie());
    }

    [Fact]
    public async Task However_many_race_to_be_first_there_is_exactly_one_administrator()
    {
        const int Racers = 8;
        using var hasher = new MeetingHasher(Racers);
        await using RunningServer server = await RunningServer.StartAsync(replace: services => services
            .AddSingleton(new HashGate(TimeProvider.System, Racers)).AddSingleton<IPasswordHasher<Account>>(hasher));
        HttpResponseMessage[] answers = await Task.WhenAll(Enumerable.Range(0, Racers).Select(i => server.RegisterAsync($"user{i}@example.org")));
        Assert.All(answers, a => Assert.Equal(HttpStatusCode.Created, a.StatusCode));
        string[][] roles = await Task.WhenAll(answers.Select(async a => (await a.JsonAsync()).GetProperty("user").Roles()));
        Assert.Single(roles, r => r.SequenceEqual(["admin"], StringComparer.Ordinal));
    }

    [Fact]
    public async Task One_address_gets_one_account_however_many_race_for_it()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        HttpResponseMessage[] answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => server.RegisterAsync(i % 2 == 0 ? "ada@example.org" : "ADA@Example.org")));
        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.Created);
        Assert.All(answers.Where(a => a.StatusCode != HttpStatusCode.Created), a => Assert.Equal(HttpStatusCode.Conflict, a.StatusCode));
    }

    [Fact]
    public async Task An_address_in_use_is_refused_in_any_case_of_its_letters()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using HttpResponseMessage first = await server.RegisterAsync("ada@example.org"), again = await server.RegisterAsync("Ada@EXAMPLE.org");
        Assert.Equal((HttpStatusCode.Conflict, "email_taken"), (again.StatusCode, await again.CodeAsync()));
    }

    [Theory]
    [InlineData("fourteen chars", "at least 15")]
    [InlineData("ada@example.org", "address")]
    [InlineData("my name is Ada@Example.org!", "address")]
    [InlineData("adaadaadaadaadaada", "address")]
    [InlineData("aaaaaaaaaaaaaaa", "over and over")]
    [InlineData("abcabcabcabcabca", "over and over")]
    [InlineData("123456789012345", "row of keys")]
    [InlineData("poiuytrewqlkjhgfdsa", "row of keys")]
    [InlineData("FamiliyaFamiliya1", "Many people")]
    [InlineData("1q2w3e4r5t6y7u8i", "Many people")]
    [InlineData("!sunshine1984!!", "Many people")]
    [InlineData("127.0.0.1 127.0.0.1", "name of this site")]
    [InlineData("Cloakroom Cloakroom!", "name of this site")]
    public async Task A_weak_password_is_refused_with_a_hint(string password, string hint)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using HttpResponseMessage answer = await server.RegisterAsync(password: password);
        Assert.Equal((HttpStatusCode.BadRequest, "weak_password"), (answer.StatusCode, await answer.CodeAsync()));
        Assert.Contains(hint, (await answer.JsonAsync()).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("correct horse battery")]
    [InlineData("sunshine 83920 17385 92")]
    [InlineData("abcdefgh and so on")]
    [InlineData("ада любит каждое утро")]
    public void A_password_that_only_begins_like_a_usual_one_is_taken(string password)
    {
        Assert.True(EmailAddress.TryParse("ada@example.org", out EmailAddress? address));
        Assert.Null(PasswordPolicy.Refuse(password, address));
    }

    [Fact]
    public async Task Passwords_of_a_list_of_ones_own_are_refused_whatever_their_case()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("cloakroom-test-");
        try
        {
            string list = Path.Combine(folder.FullName, "own.txt");
            await File.WriteAllLinesAsync(list, ["", "Our Company Rocks", "and so do we all"], TestContext.Current.CancellationToken);
            await using RunningServer server = await RunningServer.StartAsync(["--Accounts:CommonPasswords", list]);
            using HttpResponseMessage refused = await server.RegisterAsync(password: "our company ROCKS"), taken = await server.RegisterAsync();
            Assert.Equal(("weak_password", HttpStatusCode.Created), (await refused.CodeAsync(), taken.StatusCode));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_password_of_256_characters_is_taken_and_one_more_is_not()
    {
        Assert.True(EmailAddress.TryParse("ada@example.org", out EmailAddress? address));
        // Outside the basic plane: one character for a person, two for .NET.
        string longest = string.Concat(Enumerable.Range(0x1F300, PasswordPolicy.MaxLength).Select(char.ConvertFromUtf32));
        Assert.Null(PasswordPolicy.Refuse(longest, address));
        Assert.Contains("256", PasswordPolicy.Refuse(longest + "x", address), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_is_kept_exactly_as_typed()
    {
        const string Typed = "  Überraschung e\u0301 \u0000 end  ";
        await using RunningServer server = await RunningServer.StartAsync();
        using HttpResponseMessage registered = await server.RegisterAsync(password: Typed);
        Assert.Equal(HttpStatusCode.Created, registered.StatusCode);
        using HttpResponseMessage same = await server.LoginAsync(password: Typed), trimmed = await server.LoginAsync(password: Typed.Trim()),
            composed = await server.LoginAsync(password: Typed.Replace("e\u0301", "é", StringComparison.Ordinal));
        Assert.Equal(
            (HttpStatusCode.OK, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (same.StatusCode, trimmed.StatusCode, composed.StatusCode));
    }

    [Fact]
    public async Task A_form_registers_and_logs_in()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using HttpClient browser = server.Browser();
        using HttpResponseMessage answer = await browser.FormAsync("/auth/register", ("email", RunningServer.Email), ("password", RunningServer.Password));
        Assert.Equal((HttpStatusCode.SeeOther, "/"), (answer.StatusCode, answer.Headers.Location?.ToString()));
        using HttpResponseMessage session = await browser.AskAsync("/auth/session");
        JsonElement user = (await session.JsonAsync()).GetProperty("user");
        Assert.Equal(RunningServer.Email, user.GetProperty("email").GetString());
        Assert.Equal(["admin"], user.Roles());
    }

    [Fact]
    public async Task A_form_that_is_refused_goes_back_with_the_code_and_without_what_was_typed()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using HttpClient client = server.Client();
        using HttpResponseMessage answer = await client.FormAsync("/auth/register", ("email", "ada@example.org"), ("password", "short secret"), ("return", "/account"));
        Assert.Equal((HttpStatusCode.SeeOther, "/register?error=weak_password&return=%2Faccount"), (answer.StatusCode, answer.Headers.Location?.ToString()));
        Assert.Null(answer.Cookie());
    }

    [Fact]
    public async Task Registration_can_be_closed()
    {
        await using RunningServer server = await RunningServer.StartAsync(["--Accounts:Registration", "closed"]);
        using HttpResponseMessage answer = await server.RegisterAsync();
        Assert.Equal((HttpStatusCode.Forbidden, "registration_closed"), (answer.StatusCode, await answer.CodeAsync()));
    }

    [Theory]
    [InlineData]
    [InlineData("--Accounts:Registration", "open")]
    public async Task In_public_nobody_becomes_administrator_by_being_first(params string[] flags)
    {
        await using RunningServer server = await RunningServer.StartAsync(["--PublicUrl", "https://app.example", .. flags]);
        using HttpResponseMessage answer = await server.RegisterAsync();
        Assert.Equal((HttpStatusCode.Forbidden, "registration_closed"), (answer.StatusCode, await answer.CodeAsync()));
    }

    [Fact]
    public async Task A_password_is_good_for_years()
    {
        var clock = new Attacks.ShiftedClock();
        await using RunningServer server = await RunningServer.WithAccountAsync(s => s.AddSingleton<TimeProvider>(clock));
        clock.Advance(TimeSpan.FromDays(3650));
        using HttpResponseMessage login = await server.LoginAsync();
        Assert.Equal(HttpStatusCode.OK, login.StatusCode);
    }

    [Fact]
    public async Task An_account_is_still_there_after_a_restart()
    {
        string folder = Directory.CreateTempSubdirectory("cloakroom-test-").FullName;
        await using (RunningServer before = await RunningServer.StartAsync(folder: folder))
        {
            using HttpResponseMessage registered = await before.RegisterAsync();
            Assert.Equal(HttpStatusCode.Created, registered.StatusCode);
        }

        await using (RunningServer after = await RunningServer.StartAsync(folder: folder))
        {
            using HttpResponseMessage login = await after.LoginAsync(), second = await after.RegisterAsync("bob@example.org");
            Assert.Equal(HttpStatusCode.OK, login.StatusCode);
            Assert.Empty((await second.JsonAsync()).GetProperty("user").Roles());
        }

        Directory.Delete(folder, recursive: true);
    }

    // All wait here for each other, so that none is in the database before the last has asked whether it is the first.
    private sealed class MeetingHasher(int expected) : PasswordHasher<Account>, IDisposable
    {
        private readonly CountdownEvent _missing = new(expected);

        public override string HashPassword(Account user, string password)
        {
            if (!_missing.IsSet)
            {
                _missing.Signal();
                _missing.Wait(TimeSpan.FromSeconds(30));
            }

            return base.HashPassword(user, password);
        }

        public void Dispose() => _missing.Dispose();
    }
}
