using System.Text;
using Cloakroom.Server.ForwardAuth;
using Cloakroom.Tests.Server.Attacks;

namespace Cloakroom.Tests.Server.ForwardAuth;

/// <summary>What nobody thought of. The seed is fixed, so that what fails once fails again; <c>CLOAKROOM_LONG</c> tries more.</summary>
public sealed class MutationTests(BehindProxy proxy) : IClassFixture<BehindProxy>
{
    private static readonly bool Long = Environment.GetEnvironmentVariable("CLOAKROOM_LONG") == "1";
    private static readonly string[] Pieces =
        ["/", "//", "..", ".", "%2e", "%2F", "%5c", "%00", "%25", "%252e", "%", "\\", ";", "?", "#", "admin", "ADMIN", "public", "%61", " ", "%20", "\u00e9", "%c3%a9", "%ff", "%c0%ae", "\t", "@", ":", "*", ",", "%0d%0a", "\uFF0F", "%EF%BC%8E", "a", "~", "|"];

    [Fact]
    public void Whatever_is_read_has_one_reading()
    {
        var random = new Numbers(20260101);
        int read = 0;
        for (int i = 0; i < (Long ? 5_000_000 : 100_000); i++)
        {
            string text = "/" + Mix(random, Pieces, 8);
            if (!RequestTarget.TryParse(text, out RequestTarget? target, out string problem))
            {
                Assert.EndsWith(".", problem, StringComparison.Ordinal);
                continue;
            }

            read++;
            // The reader of .NET, which takes dot segments away and decodes what it likes, comes to the same place.
            string path = target.Path.TrimEnd('/');
            string other = Uri.UnescapeDataString(new Uri("http://host" + target.Raw).AbsolutePath).TrimEnd('/');
            Assert.Equal(string.Concat(target.Segments.Select(s => "/" + s)), other);
            // Decoded twice it would be no other: nothing in it is an encoding.
            Assert.DoesNotContain(target.Segments, s => s is "" or "." or ".." || s.Contains('/', StringComparison.Ordinal) || s.Contains('\\', StringComparison.Ordinal) || s.Any(char.IsControl));
            Assert.Equal(target.Segments.Length, path.Count(c => c == '/'));
        }

        Assert.InRange(read, 1000, int.MaxValue);
    }

    [Fact]
    public void What_is_public_in_a_place_is_public_below_it_and_nowhere_else()
    {
        var rules = AccessRules.Read(["/public public", "/public/admin role:admin"], out _);
        Assert.True(AppHost.TryParse(BehindProxy.Host, "https", out AppHost? host));
        var random = new Numbers(20260102);
        for (int i = 0; i < (Long ? 2_000_000 : 50_000); i++)
        {
            if (RequestTarget.TryParse("/" + Mix(random, Pieces, 6), out RequestTarget? target, out _))
            {
                bool isPublic = target.Segments is ["public", ..] && !(target.Segments.Length > 1 && RequestTarget.Fold(target.Segments[1]) == "ADMIN");
                Assert.True(isPublic == rules.Of(host, target).IsPublic, target.Raw);
            }
        }
    }

    [Fact]
    public async Task No_question_without_a_session_is_answered_with_a_permission_nor_with_an_error_of_the_server()
    {
        var random = new Numbers(20260103);
        string[] names = ["X-Forwarded-Uri", "X-Forwarded-Method", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Original-URL", "X-Original-URI", "X-Original-Method", "X-Forwarded-Prefix", "Host", "Cookie", "Authorization", "Origin", "Upgrade", "Accept"];
        string[] values = ["/shop", "/admin", "/public", "GET", "POST", "OPTIONS", "https", "http", BehindProxy.Host, "open.example.com", "https://open.example.com/", "session_id=x", "Bearer x", "websocket", "text/html", "", .. Pieces.Where(p => p.All(char.IsAscii))];
        string[] methods = ["GET", "HEAD", "POST", "OPTIONS", "PUT", "FOO"];
        string[] paths = ["/auth/resume", "/auth/verify", "/auth/verify?redirect=true", "/auth/verify/shop", "/auth/verify/../x", "/auth/verify/%2e%2e/x"];
        for (int i = 0; i < (Long ? 20_000 : 600); i++)
        {
            // A whole question about a closed place, and anything beside it.
            (string, string)[] more = [.. Enumerable.Range(0, 1 + random.Below(3)).Select(_ => (names[random.Below(names.Length)], Mix(random, values, 3)))];
            string path = paths[random.Below(paths.Length)];
            (string, string)[] headers = [.. path.StartsWith("/auth/verify/", StringComparison.Ordinal) ? [("X-Forwarded-Proto", "https")] : BehindProxy.Forwarded("/shop"), .. more];
            WireAnswer answer = await BehindProxy.SendAsync(proxy.Server, methods[random.Below(methods.Length)], path, [.. headers, ("Connection", "close")], BehindProxy.Host);
            Assert.True(answer.Status is >= 300 and < 500, $"{answer.Status} {path} {string.Join(" | ", headers)}");
        }
    }

    private static string Mix(Numbers random, string[] pieces, int most)
    {
        var text = new StringBuilder();
        for (int i = 1 + random.Below(most); i > 0; i--)
        {
            text.Append(pieces[random.Below(pieces.Length)]);
        }

        return text.ToString();
    }
}
