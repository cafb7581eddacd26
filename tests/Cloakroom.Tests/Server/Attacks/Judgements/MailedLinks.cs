using System.Text.Json;
using System.Text.RegularExpressions;
using Cloakroom.Server.Accounts.Recovery;
using Cloakroom.Tests.Server.Mail;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;

namespace Cloakroom.Tests.Server.Attacks.Judgements;

/// <summary>What goes through a mailbox: where its links lead, what they are good for, and how often.</summary>
internal static partial class MailedLinks
{
    private const string Reset = "Set a new password", Confirm = "Confirm your new address";

    private static bool IsLong => Environment.GetEnvironmentVariable("CLOAKROOM_LONG") == "1";

    /// <summary>Beside what <see cref="Redirects"/> looks at: links in mails follow the settings, whatever a header says.</summary>
    public static async Task A060Async(Scene scene)
    {
        await using var smtp = new SmtpCatcher();
        await using Ground ground = await scene.NewGroundAsync(replace: null, nodes: 1, flags: smtp.Flags);
        await Redirects.A060Async(scene.On(ground));
        int asked = 0;
        foreach (AttackRequest request in scene.Attack.Requests.Where(r => r.Path == "{FORGOT}"))
        {
            // Somebody else each time: one mailbox gets one mail a minute.
            Played played = await scene.On(ground).PlayAsync(request);
            asked += played.Answer.Status == 202 ? 1 : 0;
            Assert.True(played.Answer.Status is 202 or 400, played.Answer.ToString());
        }

        // The one of the first look was for the same person each time.
        Assert.Equal(3, asked);
        await NodeCalls.BecomesAsync(asked + 1, () => Task.FromResult(smtp.Mail.Count));
        foreach (MimeMessage mail in smtp.Mail)
        {
            Assert.DoesNotContain("evil", $"{mail.TextBody}{mail.HtmlBody}", StringComparison.OrdinalIgnoreCase);
            Assert.All(Address().Matches($"{mail.TextBody}{mail.HtmlBody}"), a => Assert.StartsWith($"{Ground.Origin}/reset#", a.Value, StringComparison.Ordinal));
        }
    }

    /// <summary>With mail, a registration and a forgotten password are answered alike for every address; beside what is looked at without.</summary>
    public static async Task A085Async(Scene scene)
    {
        await Enumerations.A085Async(scene);
        await using var smtp = new SmtpCatcher();
        await using Ground ground = await scene.NewGroundAsync(replace: null, nodes: 1, flags: smtp.Flags);
        await ground.RegisterAsync("known@example.org");
        foreach (string target in new[] { "/auth/register", "/auth/forgot" })
        {
            WireAnswer known = await ground.Here.JsonAsync(target, Credentials("known@example.org")), unknown = await ground.Here.JsonAsync(target, Credentials("nobody@example.org"));
            Assert.Equal(202, known.Status);
            Assert.Equal(Shape(known), Shape(unknown));
        }

        scene.Transcript.Say("202 alike for each");
    }

    /// <summary>An address with two @, of whatever width, and a list of them are no address.</summary>
    public static async Task A094Async(Scene scene)
    {
        await using var smtp = new SmtpCatcher();
        await using Ground ground = await scene.NewGroundAsync(replace: null, nodes: 1, flags: smtp.Flags);
        foreach (Played played in await scene.On(ground).PlayAsync())
        {
            // Whoever sends a form is led back to it, with the code.
            bool isRefused = played.Answer.Status == 400 || (played.Answer.Status == 303 && played.Answer.Header("Location").EndsWith("?error=invalid_request", StringComparison.Ordinal));
            Assert.True(isRefused, $"{played.Request.Body}: {played.Answer}");
        }

        Assert.Empty(smtp.Mail);
    }

    /// <summary>Of two links the first that is used works, once; then both are worth nothing, and so is one of half an hour ago.</summary>
    public static async Task A096Async(Scene scene)
    {
        await using var smtp = new SmtpCatcher();
        await using Ground ground = await scene.NewGroundAsync(replace: null, nodes: 1, flags: smtp.Flags);
        Scene there = scene.On(ground);
        Person ada = await there.Ada;
        string sid = await ada.SidAsync();
        (string access, string refresh) = await ada.TokensAsync();
        there.Saved["token1"] = await AskAsync(ground, smtp, ada, 1);
        ground.Clock.Advance(TimeSpan.FromMinutes(2));
        there.Saved["token2"] = await AskAsync(ground, smtp, ada, 2);

        IReadOnlyList<Played> played = [.. await PlayAsync(there, 0, 3)];
        Assert.Equal([204, 400, 400], played.Select(p => p.Answer.Status));
        Assert.Equal((401, 401, 401),
            ((await ground.Here.AskAsync("/auth/session", sid)).Status, (await ground.Here.BearAsync("/auth/session", access)).Status, (await ground.Here.RefreshAsync(refresh)).Status));

        ground.Clock.Advance(TimeSpan.FromMinutes(2));
        there.Saved["expired"] = await AskAsync(ground, smtp, ada, 3);
        ground.Clock.Advance(TimeSpan.FromMinutes(31));
        Assert.Equal(400, (await PlayAsync(there, 3, 1)).Single().Answer.Status);
        Assert.All(there.Saved.Values, secret => Assert.DoesNotContain(ground.Here.Log.Lines, l => l.Contains(secret, StringComparison.Ordinal)));
    }

    /// <summary>A link sets the address that it was sent to, and looking at it sets none.</summary>
    public static async Task A097Async(Scene scene)
    {
        await using var smtp = new SmtpCatcher();
        await using Ground ground = await scene.NewGroundAsync(replace: null, nodes: 1, flags: smtp.Flags);
        Scene there = scene.On(ground);
        Played[] asked = await Task.WhenAll(there.PlayAsync(scene.Attack.Requests[0]), there.PlayAsync(scene.Attack.Requests[1]));
        Assert.All(asked, p => p.Is(202));
        string mine = there.Saved["mail to mine"] = await CaughtAsync(smtp, "mine@x", Confirm), victim = await CaughtAsync(smtp, "victim@y", Confirm);

        Played looked = await there.PlayAsync(scene.Attack.Requests[2]);
        looked.Is(200);
        Assert.Equal((await there.Ada).Email, await EmailAsync(ground, await (await there.Ada).SidAsync()));
        WireAnswer confirmed = await ground.Here.JsonAsync("/auth/confirm", JsonSerializer.Serialize(new { code = mine, password = Person.Password }));
        WireAnswer late = await ground.Here.JsonAsync("/auth/confirm", JsonSerializer.Serialize(new { code = victim, password = Person.Password }));
        Assert.Equal((204, 400), (confirmed.Status, late.Status));
        WireAnswer login = await ground.Here.JsonAsync("/auth/login", Credentials("mine@x"));
        Assert.Equal((200, "mine@x"), (login.Status, login.Json.GetProperty("user").GetProperty("email").GetString()));
    }

    /// <summary>A link used by fifty at once, at every node, works once.</summary>
    public static async Task A080Async(Scene scene)
    {
        AttackRequest half = scene.Attack.Requests[0] with { Parallel = scene.Attack.Requests[0].Parallel / 2 };
        await using Ground ground = await scene.NewGroundAsync(replace: null, nodes: 2, flags: ["--Accounts:TriesPerAddress", "1000000"]);
        Scene there = scene.On(ground);
        Person ada = await there.Ada;
        for (int run = 0; run < (IsLong ? 1000 : 2); run++)
        {
            there.Saved["CODE"] = Link(ground, ada);
            Played[] nodes = await Task.WhenAll(there.PlayAsync(half), there.PlayAsync(half, ground.There));
            int[] answers = [.. nodes.SelectMany(p => p.Answers).Select(a => a.Status)];
            Assert.Equal(50, answers.Length);
            Assert.Single(answers, a => a == 204);
            // 503: too many passwords wait to be hashed.
            Assert.All(answers, a => Assert.True(a is 204 or 400 or 503, $"{a}"));
        }
    }

    /// <summary>A link to set a new password, as it would stand in a mail.</summary>
    public static string Link(Ground ground, Person person) =>
        ground.Here.Services.GetRequiredService<MailLinks>().Add(new(LinkPurpose.Reset, person.Id, person.Email, "")).Text;

    private static async Task<string> AskAsync(Ground ground, SmtpCatcher smtp, Person person, int count)
    {
        WireAnswer asked = await ground.Here.JsonAsync("/auth/forgot", JsonSerializer.Serialize(new { email = person.Email }));
        Assert.Equal(202, asked.Status);
        return await CaughtAsync(smtp, person.Email, Reset, count);
    }

    private static async Task<string> CaughtAsync(SmtpCatcher smtp, string address, string subject, int count = 1)
    {
        MimeMessage[] all = [];
        await NodeCalls.BecomesAsync(true, () =>
        {
            all = [.. smtp.Mail.Where(m => m.Subject == subject && m.To.Mailboxes.Any(b => b.Address == address))];
            return Task.FromResult(all.Length >= count);
        });
        return all[^1].Code();
    }

    private static async Task<IReadOnlyList<Played>> PlayAsync(Scene scene, int first, int count)
    {
        var all = new List<Played>();
        foreach (AttackRequest request in scene.Attack.Requests.Skip(first).Take(count))
        {
            all.Add(await scene.PlayAsync(request));
        }

        return all;
    }

    private static async Task<string?> EmailAsync(Ground ground, string sid) =>
        (await ground.Here.AskAsync("/auth/session", sid)).Json.GetProperty("user").GetProperty("email").GetString();

    private static string Credentials(string email) => JsonSerializer.Serialize(new { email, password = Person.Password });

    private static string Shape(WireAnswer answer) => $"{answer.Status}\n{string.Join('\n', answer.Headers.Where(h => h.Name != "Date"))}\n{answer.Body}";

    [GeneratedRegex(@"https?://[^\s""<]+", RegexOptions.None, 10_000)]
    private static partial Regex Address();
}
