using System.Net;
using System.Text.RegularExpressions;

namespace Cloakroom.Tests.Server.Attacks.Judgements;

/// <summary>What a link or a header says must not lead people elsewhere, nor become part of a page.</summary>
internal static partial class Redirects
{
    private const string Evil = "evil.test";

    // Each would be read as another host, or as a script, by some browser or some parser.
    private static readonly string[] Returns =
    [
        $"https://{Evil}", $"//{Evil}", $"///{Evil}", $"////{Evil}", $"/\\{Evil}", $"\\\\{Evil}", $"\\/{Evil}", $"/\t/{Evil}", $"/\n/{Evil}", $"\t//{Evil}", $" //{Evil}",
        $"https:{Evil}", $"https:/{Evil}", $"http:///{Evil}", "javascript:alert(1)", "data:text/html,x", $"/%2f%2f{Evil}", $"/%5c{Evil}", $"//{Ground.Host}@{Evil}",
        $"https://{Ground.Host}@{Evil}", $"/\0/{Evil}", $"//{Evil}#{Ground.Host}", $"/\u2028/{Evil}", $"//{Evil}%23.{Ground.Host}",
    ];

    // For whoever compares ends of names; the list of this server has no other hosts at all.
    private static readonly string[] Confusions =
    [
        $"https://{Evil}.{Ground.Host}.{Evil}", $"https://not{Ground.Host}/", $"https://{Ground.Host}.{Evil}/", $"https://app.{Ground.Host}@{Evil}/cb", $"https://{Evil}/.{Ground.Host}",
        $"https://app.{Ground.Host}:443@{Evil}/", $"https://{Evil}\\.{Ground.Host}", $"https://a@b@{Ground.Host}/",
    ];

    public static Task A057Async(Scene scene) => StayAsync(scene, Returns);

    public static Task A058Async(Scene scene) => StayAsync(scene, Confusions);

    /// <summary>Whatever the headers say of the host, nothing in an answer is made of it.</summary>
    public static async Task A060Async(Scene scene)
    {
        IReadOnlyList<Played> played = await scene.PlayAsync();
        // Not an authority (RFC 9110 7.2).
        played[^2].Is(400);
        // Without a proxy that is trusted a header makes no http of https.
        Assert.Equal(401, played[^1].Answer.Status);
        foreach ((string name, string value) in new[] { ("Host", Evil), ("X-Forwarded-Host", Evil), ("Forwarded", $"host={Evil};proto=http"), ("X-Original-Host", Evil) })
        {
            foreach (string target in new[] { "/", "/login", "/register", "/account", "/.well-known/openid-configuration" })
            {
                WireAnswer answer = await scene.Ground.Here.SendAsync("GET", target, null, (name, value));
                Assert.True(answer.Status is 200 or 303 or 401 or 302, $"{target}: {answer}");
                Assert.DoesNotContain(Evil, $"{answer.Body}{string.Join('\n', answer.Headers)}", StringComparison.OrdinalIgnoreCase);
            }
        }
    }

    /// <summary>What the address or a form says is text on the page at most, and the page runs nothing but its own scripts.</summary>
    public static async Task A098Async(Scene scene)
    {
        AttackRequest asked = scene.Attack.Requests[0];
        // A space ends the target; a browser sends these three encoded.
        Played played = await scene.PlayAsync(asked with
        {
            Path = asked.Path.Replace(" ", "%20", StringComparison.Ordinal).Replace("\"", "%22", StringComparison.Ordinal).Replace("<", "%3C", StringComparison.Ordinal),
        });
        WireAnswer page = played.Answer;
        Assert.Equal(200, page.Status);
        Assert.DoesNotContain("alert(1)", page.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("onerror", page.Body, StringComparison.Ordinal);
        Assert.DoesNotMatch(Handler(), page.Body);
        string policy = page.Header("Content-Security-Policy");
        Assert.Matches("default-src 'none';", policy);
        Assert.Matches("script-src 'nonce-[A-Za-z0-9_-]{20,}'", policy);
        Assert.All(new[] { "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'", "object-src 'none'" }, part => Assert.Contains(part, policy, StringComparison.Ordinal));
        Assert.Equal("nosniff", page.Header("X-Content-Type-Options"));
        WireAnswer form = (await scene.PlayAsync(scene.Attack.Requests[1])).Answer;
        Assert.Equal((303, "/login?error=invalid_request"), (form.Status, form.Header("Location")));
    }

    // Asked for by the page and sent with the form, by somebody who has the password.
    private static async Task StayAsync(Scene scene, string[] returns)
    {
        scene.Transcript.Say("200, 303 to a path of this origin");
        Person ada = await scene.Ada;
        (string Name, string Value)[] headers = [("Content-Type", "application/x-www-form-urlencoded"), ("Origin", Ground.Origin)];
        string form = $"email={Uri.EscapeDataString(ada.Email)}&password={Uri.EscapeDataString(Person.Password)}&return=";
        WireAnswer good = await scene.Ground.Here.SendAsync("POST", "/auth/login", form + Uri.EscapeDataString("/account?x=1"), headers);
        Assert.Equal((303, "/account?x=1"), (good.Status, good.Header("Location")));
        foreach (string to in returns)
        {
            WireAnswer page = await scene.Ground.Here.SendAsync("GET", $"/login?return={Uri.EscapeDataString(to)}");
            Assert.All(Links().Matches(page.Body), link => IsOurs(WebUtility.HtmlDecode(link.Groups["to"].Value), to));
            WireAnswer login = await scene.Ground.Here.SendAsync("POST", "/auth/login", form + Uri.EscapeDataString(to), headers);
            Assert.True(login.Status == 303, $"{to}: {login}");
            IsOurs(login.Header("Location"), to);
            WireAnswer failed = await scene.Ground.Here.SendAsync("POST", "/auth/login", $"email=&password=&return={Uri.EscapeDataString(to)}", headers);
            Assert.StartsWith("/login?error=", failed.Header("Location"), StringComparison.Ordinal);
            Assert.DoesNotContain("%2F%2F", failed.Header("Location"), StringComparison.OrdinalIgnoreCase);
        }
    }

    // A path of this origin, as every parser reads it (WHATWG URL 4.4).
    private static void IsOurs(string location, string of) =>
        Assert.True(location is "" or ['#', ..] or ['/'] or ['/', not ('/' or '\\'), ..] && location.All(c => c is > ' ' and <= '~' and not '\\'), $"'{of}' leads to '{location}'.");

    [GeneratedRegex("(?:href|action|name=\"return\" value)=\"(?<to>[^\"]*)\"", RegexOptions.None, 10_000)]
    private static partial Regex Links();

    [GeneratedRegex(@"<[^>]+\son[a-z]+=", RegexOptions.IgnoreCase, 10_000)]
    private static partial Regex Handler();
}
