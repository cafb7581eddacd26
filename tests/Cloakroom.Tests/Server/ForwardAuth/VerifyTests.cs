using Cloakroom.Tests.Server.Attacks;

namespace Cloakroom.Tests.Server.ForwardAuth;

public sealed class VerifyTests(BehindProxy proxy) : IClassFixture<BehindProxy>
{
    private static readonly string[] Names = ["X-Auth-User", "X-Auth-Email", "X-Auth-Roles", "X-Auth-Session", "X-Auth-Stale", "Authorization"];

    [Fact]
    public async Task A_session_is_answered_200_with_who_it_is()
    {
        WireAnswer answer = await proxy.AskAsync("/shop?x=1", cookie: proxy.Admin);
        Assert.Equal((200, "ada@example.org", "admin", ""), (answer.Status, answer.Header("X-Auth-Email"), answer.Header("X-Auth-Roles"), answer.Header("X-Auth-Stale")));
        Assert.NotEmpty(answer.Header("X-Auth-User"));
        Assert.Equal(SessionHandle.EncodedLength, answer.Header("X-Auth-Session").Length);
        Assert.StartsWith("Bearer ey", answer.Header("Authorization"), StringComparison.Ordinal);
        Assert.Equal(("no-store", "Cookie, Authorization", ""), (answer.Header("Cache-Control"), answer.Header("Vary"), answer.Body));
        Assert.Empty(answer.All("Set-Cookie"));
    }

    [Theory]
    [InlineData("/shop", 401, "no_credentials")]
    [InlineData("/admin", 401, "no_credentials")]
    [InlineData("/public", 200, null)]
    [InlineData("/%zz", 400, "invalid_request")]
    public async Task Every_answer_has_every_header_of_identity_and_empty_where_there_is_none(string target, int status, string? code)
    {
        // What a client wrote under these names must be replaced, also by nothing.
        WireAnswer answer = await proxy.AskAsync(target, more: [("X-Auth-User", "admin"), ("X-Auth-Email", "a@x"), ("X-Auth-Roles", "root")]);
        Assert.Equal((status, code), (answer.Status, answer.Code));
        Assert.All(Names, n => Assert.Equal([""], answer.All(n)));
    }

    [Fact]
    public async Task A_public_place_tells_who_it_is_where_somebody_is()
    {
        WireAnswer answer = await proxy.AskAsync("/public/x", cookie: proxy.Person);
        Assert.Equal((200, "bob@example.org", ""), (answer.Status, answer.Header("X-Auth-Email"), answer.Header("X-Auth-Roles")));
    }

    [Theory]
    [InlineData("session_id=nonsense", "malformed")]
    [InlineData("session_id=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "unknown_session")]
    public async Task A_bad_session_is_refused_with_its_reason_and_is_nobody_in_public(string cookie, string code)
    {
        WireAnswer refused = await proxy.AskAsync("/shop", cookie: cookie), open = await proxy.AskAsync("/public", cookie: cookie);
        Assert.Equal((401, code), (refused.Status, refused.Code));
        Assert.Equal((200, ""), (open.Status, open.Header("X-Auth-User")));
        Assert.Empty(refused.All("Set-Cookie"));
    }

    [Fact]
    public async Task A_role_that_is_missing_is_403()
    {
        WireAnswer person = await proxy.AskAsync("/admin/users", cookie: proxy.Person), admin = await proxy.AskAsync("/admin/users", cookie: proxy.Admin);
        Assert.Equal((403, "role_required", 200), (person.Status, person.Code, admin.Status));
        Assert.Equal("", person.Header("X-Auth-User"));
    }

    [Fact]
    public async Task A_bearer_token_works_and_what_goes_on_is_another_one()
    {
        using HttpResponseMessage login = await proxy.Server.LoginAsync(carrier: "token");
        string token = (await login.JsonAsync()).GetProperty("access_token").GetString() ?? "";
        WireAnswer answer = await proxy.AskAsync("/shop", more: ("Authorization", $"Bearer {token}"));
        Assert.Equal((200, "ada@example.org"), (answer.Status, answer.Header("X-Auth-Email")));
        Assert.StartsWith("Bearer ey", answer.Header("Authorization"), StringComparison.Ordinal);
        Assert.DoesNotContain(token, answer.Header("Authorization"), StringComparison.Ordinal);

        // And with what the application got, nobody can come back.
        using var request = new HttpRequestMessage(HttpMethod.Get, "/auth/session");
        request.Headers.TryAddWithoutValidation("Authorization", answer.Header("Authorization"));
        using HttpClient client = proxy.Server.Client();
        using HttpResponseMessage back = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal((401, "malformed"), ((int)back.StatusCode, await back.CodeAsync()));
        Assert.Equal(401, (await proxy.AskAsync("/shop", more: ("Authorization", answer.Header("Authorization")))).Status);
    }

    [Theory]
    [InlineData("Basic YWRhQGV4YW1wbGUub3JnOmNvcnJlY3QgaG9yc2UgYmF0dGVyeQ==")]
    [InlineData("Bearer nonsense")]
    [InlineData("Bearer")]
    public async Task Other_credentials_open_nothing(string authorization)
    {
        Assert.Equal(401, (await proxy.AskAsync("/shop", more: ("Authorization", authorization))).Status);
        Assert.Equal(401, (await proxy.AskAsync("/shop", more: ("Proxy-Authorization", authorization))).Status);
    }

    [Theory]
    [InlineData("GET", 200)]
    [InlineData("HEAD", 200)]
    [InlineData("OPTIONS", 200)]
    [InlineData("POST", 200)]
    [InlineData("PUT", 200)]
    [InlineData("PROPFIND", 200)]
    [InlineData("FOO", 200)]
    [InlineData("TRACE", 403)]
    [InlineData("CONNECT", 403)]
    [InlineData("get", 403)]
    [InlineData("G@T", 403)]
    public async Task Methods_are_passed_on_or_refused_as_such_and_none_opens_a_place(string method, int withSession)
    {
        WireAnswer anonymous = await proxy.AskAsync("/shop", method), known = await proxy.AskAsync("/shop", method, proxy.Person, more: ("Sec-Fetch-Site", "same-origin"));
        Assert.Equal((withSession == 403 ? 403 : 401, withSession), (anonymous.Status, known.Status));
    }

    [Theory]
    [InlineData("PROPFIND")]
    [InlineData("QUERY")]
    [InlineData("FOO")]
    public async Task A_method_that_not_everybody_knows_needs_a_login_even_in_public(string method) =>
        Assert.Equal((401, 200), ((await proxy.AskAsync("/public", method)).Status, (await proxy.AskAsync("/public", "PUT")).Status));

    [Theory]
    [InlineData("GoogleHC/1.0")]
    [InlineData("kube-probe/1.30")]
    public async Task No_user_agent_opens_anything(string agent) => Assert.Equal(401, (await proxy.AskAsync("/shop", more: ("User-Agent", agent))).Status);

    [Fact]
    public async Task The_log_names_the_place_that_was_refused_and_nothing_that_a_client_could_write_lines_with()
    {
        await proxy.AskAsync("/logged/%C3%A4?token=hidden");
        await proxy.AskAsync("/logged%0d%0alevel=info");
        string log = string.Join('\n', proxy.Server.Log.Lines);
        Assert.Contains("Not passed on: GET https://app.example.com/logged/%C3%A4: no_credentials", log, StringComparison.Ordinal);
        Assert.Contains("A proxy asked about a request that cannot be judged: The path has a control character", log, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", log, StringComparison.Ordinal);
        Assert.DoesNotContain("level=info", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_that_ended_is_refused_at_once()
    {
        string cookie = await BehindProxy.EnterAsync(proxy.Server, "carol@example.org");
        Assert.Equal(200, (await proxy.AskAsync("/shop", cookie: cookie)).Status);
        WireAnswer logout = await BehindProxy.SendAsync(proxy.Server, "POST", "/auth/logout", [("Cookie", cookie), ("Sec-Fetch-Site", "same-origin")]);
        Assert.Equal(204, logout.Status);
        WireAnswer after = await proxy.AskAsync("/shop", cookie: cookie);
        Assert.Equal((401, "revoked", ""), (after.Status, after.Code, after.Header("Authorization")));
    }
}
