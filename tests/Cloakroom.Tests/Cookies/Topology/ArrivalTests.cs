using Cloakroom.Cookies;

namespace Cloakroom.Tests.Cookies;

public sealed class ArrivalTests
{
    [Theory]
    // public address; scheme, Host, X-Forwarded-Proto, X-Forwarded-Host
    [InlineData("https://app.example", "https", "app.example", "", "")]
    [InlineData("https://app.example", "https", "APP.example:443", "", "")]
    [InlineData("https://app.example", "http", "app.example", "https", "")]
    [InlineData("https://app.example", "http", "127.0.0.1:4242", "HTTPS", "app.example")]
    [InlineData("https://app.example:8443", "http", "app.example", "https", "")]
    [InlineData("https://app.example:8443", "https", "app.example:8443", "", "")]
    [InlineData("http://localhost:4242", "http", "localhost:4242", "", "")]
    [InlineData("http://[::1]:4242", "http", "[::1]:4242", "", "")]
    public void These_agree_with_the_public_address(string publicUrl, string scheme, string host, string toldScheme, string toldHost) =>
        Assert.Equal(Contradictions.None, Arrival.Compare(Origin(publicUrl), new(scheme, host, toldScheme, toldHost)));

    [Theory]
    [InlineData("https://app.example", "http", "app.example", "", "", "NobodySaysHttps")]
    [InlineData("https://app.example", "http", "app.example", "http", "", "VisitorCameByHttp")]
    [InlineData("https://app.example", "https", "app.example", "http", "", "VisitorCameByHttp")]
    [InlineData("https://app.example", "http", "127.0.0.1:4242", "", "", "NobodySaysHttps, OtherHost")]
    [InlineData("https://app.example", "http", "127.0.0.1:4242", "https", "", "OtherHost")]
    [InlineData("https://app.example", "https", "www.app.example", "", "", "OtherHost")]
    [InlineData("https://app.example", "https", "app.example.", "", "", "OtherHost")]
    [InlineData("https://app.example", "https", "app.example:8443", "", "", "OtherHost")]
    [InlineData("https://app.example", "https", "", "", "", "OtherHost")]
    [InlineData("https://app.example", "http", "app.example", "https", "www.app.example", "VisitorUsesOtherHost")]
    [InlineData("http://localhost:4242", "https", "localhost:4242", "", "", "HttpsWhereHttpIsPublic")]
    [InlineData("http://localhost:4242", "http", "localhost:4242", "https", "", "HttpsWhereHttpIsPublic")]
    [InlineData("http://localhost:4242", "http", "127.0.0.1:4242", "", "", "OtherHost")]
    [InlineData("http://localhost:4242", "http", "localhost:5000", "", "", "OtherHost")]
    public void These_contradict_it(string publicUrl, string scheme, string host, string toldScheme, string toldHost, string found)
    {
        var signs = new Arrival.Signs(scheme, host, toldScheme, toldHost);
        Assert.Equal(found, Arrival.Compare(Origin(publicUrl), signs).ToString());
        Assert.False(Arrival.IsPlain(Origin(publicUrl), signs));
    }

    [Theory]
    [InlineData((int)Contradictions.NobodySaysHttps, "proxy_set_header X-Forwarded-Proto $scheme;")]
    [InlineData((int)Contradictions.VisitorCameByHttp, "return 301 https://app.example$request_uri;")]
    [InlineData((int)Contradictions.HttpsWhereHttpIsPublic, "Set PublicUrl to https://seen.example")]
    [InlineData((int)Contradictions.OtherHost, "proxy_set_header Host $http_host;")]
    [InlineData((int)Contradictions.VisitorUsesOtherHost, "redir https://app.example{uri}")]
    public void Each_is_explained_in_one_line_with_the_fix_for_each_proxy(int kind, string fix)
    {
        string line = Arrival.Explain((Contradictions)kind, Origin("https://app.example"), new("http", "seen.example", "", ""));
        Assert.Contains(fix, line, StringComparison.Ordinal);
        Assert.All(["nginx", "Caddy", "Traefik"], proxy => Assert.Contains(proxy, line, StringComparison.Ordinal));
        Assert.DoesNotContain('\n', line);
    }

    [Fact]
    public void What_somebody_else_wrote_stays_in_the_line()
    {
        string line = Arrival.Explain(Contradictions.OtherHost, Origin("https://app.example"), new("http", "a\r\nb\u001b[31m" + new string('x', 5000), "", ""));
        Assert.DoesNotContain(line, char.IsControl);
        Assert.InRange(line.Length, 100, 800);
    }

    private static PublicOrigin Origin(string url) => PublicOrigin.TryCreate(url, out PublicOrigin? origin, out string problem) ? origin
        : throw new ArgumentException(problem, nameof(url));
}
