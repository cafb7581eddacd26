using System.Net;
using System.Text.Json;
using Cloakroom.Testing;
using Cloakroom.Tests.Server;
using Cloakroom.Tests.Server.Admin;
using Cloakroom.Tokens;

namespace Cloakroom.Tests.Offline;

/// <summary>A role that was taken away does not live on in the tokens that still say so.</summary>
public sealed class ChangedRolesTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_service_elsewhere_has_tokens_from_before_a_change_of_roles_refreshed()
    {
        await using Office office = await Office.OpenAsync();
        using HttpResponseMessage given = await office.ActAsync("roles", new { roles = new[] { "admin" } });
        await using Neighbour neighbour = await (await Neighbour.StartAsync(office.Server.Url)).ListeningAsync();
        (string access, string refresh) = await TokensAsync(await office.Server.LoginAsync(Office.Bob, carrier: "token"));
        await NodeCalls.BecomesAsync("OK ", () => AskAsync(neighbour, access));

        using HttpResponseMessage taken = await office.ActAsync("roles", new { roles = Array.Empty<string>() });
        await NodeCalls.BecomesAsync("Unauthorized token_expired", () => AskAsync(neighbour, access));

        using HttpClient client = office.Server.Client();
        using HttpResponseMessage refreshed = await client.JsonAsync("/auth/refresh", JsonSerializer.Serialize(new { refresh_token = refresh }));
        (string next, _) = await TokensAsync(refreshed);
        Assert.Equal("Forbidden role_required", await AskAsync(neighbour, next));
        Assert.Equal("Unauthorized token_expired", await AskAsync(neighbour, access));
    }

    [Fact]
    public async Task A_service_elsewhere_ends_what_was_opened_with_the_roles_of_before()
    {
        await using Office office = await Office.OpenAsync();
        await using Neighbour neighbour = await (await Neighbour.StartAsync(office.Server.Url)).ListeningAsync();
        (string access, _) = await TokensAsync(await office.Server.LoginAsync(Office.Bob, carrier: "token"));
        await NodeCalls.BecomesAsync("Forbidden role_required", () => AskAsync(neighbour, access));
        using HttpClient client = neighbour.Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/stream") { Headers = { { "Authorization", $"Bearer {access}" }, { "Accept", "text/event-stream" } } };
        using HttpResponseMessage stream = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Stop);
        Assert.Equal(HttpStatusCode.OK, stream.StatusCode);
        using HttpResponseMessage given = await office.ActAsync("roles", new { roles = new[] { "editor" } });
        using var reader = new StreamReader(await stream.Content.ReadAsStreamAsync(Stop));
        await Assert.ThrowsAnyAsync<IOException>(() => reader.ReadToEndAsync(Stop));
    }

    [Fact]
    public void A_change_of_this_process_is_told_once_although_the_push_line_reports_it_too()
    {
        var clock = new FakeClock();
        var ends = new RecentEnds(TimeSpan.FromMinutes(6), clock);
        SessionDigest digest = RecentEndsTests.Digest(1);
        ends.Change(digest, isOwn: true);
        clock.Advance(TimeSpan.FromMilliseconds(500));
        ends.Change(digest, isOwn: false);
        Assert.Single(ends.Since(null).Changed);
        // A second one is somebody else's.
        ends.Change(digest, isOwn: false);
        Assert.Equal(2, ends.Since(null).Changed.Length);
    }

    [Fact]
    public void Of_two_changes_the_later_counts_and_both_are_forgotten_with_the_tokens()
    {
        var clock = new FakeClock();
        clock.Advance(TimeSpan.FromHours(1));
        var view = new RevocationView(TimeSpan.FromSeconds(30), clock);
        DateTimeOffset now = clock.GetUtcNow();
        SessionDigest digest = RecentEndsTests.Digest(1);
        view.Merge(new(now - TimeSpan.FromMinutes(5), now, []) { Changed = [(digest, now), (digest, now - TimeSpan.FromMinutes(1))] });
        VerifiedToken token = new("ada", SessionHandle.Create(), digest, now - TimeSpan.FromSeconds(1), now + TimeSpan.FromMinutes(4), "1", now);
        Assert.Equal(Reason.TokenExpired, view.Refuse(token));
        Assert.Null(view.Refuse(token with { Issued = now }));
        Assert.Null(view.Refuse(token with { Digest = RecentEndsTests.Digest(2) }));
    }

    private static async Task<string> AskAsync(Neighbour neighbour, string access)
    {
        using HttpClient client = neighbour.Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/admin") { Headers = { { "Authorization", $"Bearer {access}" } } };
        using HttpResponseMessage answer = await client.SendAsync(request, Stop);
        return $"{answer.StatusCode} {await answer.CodeAsync()}";
    }

    private static async Task<(string Access, string Refresh)> TokensAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            JsonElement json = await answer.JsonAsync();
            return (json.GetProperty("access_token").GetString() ?? "", json.GetProperty("refresh_token").GetString() ?? "");
        }
    }
}
