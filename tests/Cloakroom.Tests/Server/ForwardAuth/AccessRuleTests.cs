using Cloakroom.Server.ForwardAuth;
using Cloakroom.Server.Settings;

namespace Cloakroom.Tests.Server.ForwardAuth;

public sealed class AccessRuleTests
{
    [Theory]
    [InlineData("/ signed-in;/assets public", "app.example.com/assets/x.css", "public")]
    [InlineData("/assets public;/ role:admin", "app.example.com/assets", "public")]
    [InlineData("/assets public;/ role:admin", "app.example.com/", "admin")]
    [InlineData("/a public;/a/b role:x;/a/b/c public", "app.example.com/a/b/c/d", "public")]
    [InlineData("*.example.com public;private.example.com role:x", "private.example.com/", "x")]
    [InlineData("*.example.com public;*.in.example.com role:x", "a.in.example.com/", "x")]
    [InlineData("app.example.com public;app.example.com:8443 role:x", "app.example.com:8443/", "x")]
    [InlineData("app.example.com public;app.example.com:8443 role:x", "app.example.com/", "public")]
    [InlineData("app.example.com role:x", "app.example.com:9999/", "x")]
    // One says more about the host, the other about the path: both hold.
    [InlineData("app.example.com public;*/admin role:admin", "app.example.com/admin", "admin")]
    [InlineData("private.example.com role:x;*/assets public", "private.example.com/assets", "x")]
    [InlineData("private.example.com role:x;*/assets public;private.example.com/assets public", "private.example.com/assets", "public")]
    // As a program reads it that ignores case.
    [InlineData("/ public;/admin role:admin", "app.example.com/Admin", "admin")]
    [InlineData("/Public public", "app.example.com/public", "")]
    [InlineData("/admin role:a,role:b", "app.example.com/admin", "a,b")]
    [InlineData("", "app.example.com/", "")]
    public void The_rule_that_tells_more_decides(string rules, string place, string expected)
    {
        var read = AccessRules.Read(rules.Split(';', StringSplitOptions.RemoveEmptyEntries), out string problem);
        Assert.Equal("", problem);
        int slash = place.IndexOf('/', StringComparison.Ordinal);
        Assert.True(AppHost.TryParse(place[..slash], "https", out AppHost? host));
        Assert.True(RequestTarget.TryParse(place[slash..], out RequestTarget? target, out _));
        Requirement needed = read.Of(host, target);
        Assert.Equal(expected, needed.IsPublic ? "public" : string.Join(',', needed.Roles));
        // Their order says nothing.
        Assert.Equal(needed.IsPublic, AccessRules.Read([.. rules.Split(';', StringSplitOptions.RemoveEmptyEntries).Reverse()], out _).Of(host, target).IsPublic);
    }

    [Theory]
    [InlineData("/admin", "which is not a place and what is needed there")]
    [InlineData("/admin role:admin fresh:5m", "which is not a place and what is needed there")]
    [InlineData("/admin roles:admin", "which asks for 'roles:admin'")]
    [InlineData("/admin role:", "which asks for 'role:'")]
    [InlineData("/admin role:Admin", "which asks for 'role:Admin'")]
    [InlineData("/admin fresh:5", "which asks for 'fresh:5'")]
    [InlineData("/admin fresh:0m", "which asks for 'fresh:0m'")]
    [InlineData("/admin fresh:5m,fresh:6m", "which asks for 'fresh:6m'")]
    [InlineData("/admin Public", "which asks for 'Public'")]
    [InlineData("/admin ,", "which asks for nothing")]
    [InlineData("/admin public,role:x", "which is public and asks for a login")]
    [InlineData("/admin public,signed-in", "which is public and asks for a login")]
    [InlineData("/admin/* public", "which has a path that no request could have")]
    [InlineData("/admin?x public", "which has a path that no request could have")]
    [InlineData("/a//b public", "which has a path that no request could have")]
    [InlineData("/a/../b public", "which has a path that no request could have")]
    [InlineData("bücher.example public", "which names no host")]
    [InlineData("https://app.example.com/ public", "which names no host")]
    [InlineData("*example.com public", "which names no host")]
    [InlineData("a.*.com public", "which names no host")]
    [InlineData("*.example.com:443 public", "which has a port behind a star")]
    public async Task A_rule_that_cannot_be_read_stops_the_start_with_one_sentence(string rule, string problem)
    {
        StartRefusedException refused = await Assert.ThrowsAsync<StartRefusedException>(() => RunningServer.StartAsync(["--ForwardAuth:Rules", rule]));
        Assert.StartsWith($"Cloakroom:ForwardAuth:Rules has '{rule}', {problem}", refused.Message, StringComparison.Ordinal);
        Assert.Contains("; ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_rules_for_one_place_stop_the_start()
    {
        StartRefusedException refused = await Assert.ThrowsAsync<StartRefusedException>(() => RunningServer.StartAsync(["--ForwardAuth:Rules:0", "/a public", "--ForwardAuth:Rules:1", "*/a/ role:x"]));
        Assert.Equal("Cloakroom:ForwardAuth:Rules has '*/a/ role:x', and another rule for the same place; write one rule with all words, and commas between them.", refused.Message);
    }
}
